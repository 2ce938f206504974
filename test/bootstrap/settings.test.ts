import { describe, expect, test } from '@jest/globals';
import { readSettings, type Settings, type SettingsContext } from '../../bootstrap/settings.ts';
import type { SettingsSource } from '../../bootstrap/settings-source.ts';
import { openSshKey, pemKey } from './support/credentials.ts';

const DEPLOY_KEY = openSshKey();
const APP_KEY = pemKey('rsa');

const HTTPS: SettingsContext = { repository: 'https://git.example.com/acme/platform.git', spoke: false };
const SSH: SettingsContext = { repository: 'git@git.example.com:acme/platform.git', spoke: false };

describe('a repository is read', () => {
  test('over HTTPS with a token, under a name that most servers take', () => {
    expect(read({ kubeconfig: 'k', token: 't' }).login).toEqual({ kind: 'token', user: 'git', token: 't' });
  });

  test('over SSH with a deploy key', () => {
    expect(read({ kubeconfig: 'k', deployKey: DEPLOY_KEY }, SSH).login).toEqual({
      kind: 'deployKey',
      key: DEPLOY_KEY,
    });
  });

  test('as a GitHub App', () => {
    expect(read({ kubeconfig: 'k', ...app() }).login).toEqual({
      kind: 'githubApp',
      id: '1',
      installation: '2',
      key: APP_KEY,
      api: undefined,
    });
  });

  test('without credentials when that is said', () => {
    expect(read({ kubeconfig: 'k', repositoryAccess: 'public' }).login).toEqual({ kind: 'public' });
  });
});

test('everything that is missing is said at once, with the command that sets it', () => {
  expect(problems({}, SSH)).toEqual([
    'Pulumi stack "prod-eu-1": has no kubeconfig; set it with: pulumi config set --secret --stack prod-eu-1 kubeconfig < kubeconfig.yaml',
    'Pulumi stack "prod-eu-1": has no deployKey; set it with: pulumi config set --secret --stack prod-eu-1 deployKey < id_ed25519',
  ]);
});

test('a blank setting is a missing one: an empty kubeconfig would be that of whoever runs it', () => {
  expect(problems({ kubeconfig: ' \n', token: 't' })).toEqual([expect.stringContaining('has no kubeconfig')]);
});

test('a secret in clear is refused, and not repeated', () => {
  const [problem, ...others] = problems({ kubeconfig: 'k', token: 'plain-t0ken' }, HTTPS, ['kubeconfig']);

  expect(others).toEqual([]);
  expect(problem).toContain('token: is stored in clear; revoke it, and set a new one with: pulumi config set --secret');
  expect(problem).not.toContain('plain-t0ken');
});

test('a setting that is none is named, with the nearest that is one', () => {
  expect(problems({ kubeconfig: 'k', token: 't', knownhost: 'x' })).toEqual([
    expect.stringContaining('knownhost: is no setting (did you mean "knownHosts"?)'),
  ]);
});

test.each([
  [
    'a deploy key with HTTPS',
    HTTPS,
    { repositoryAccess: 'deployKey', deployKey: DEPLOY_KEY },
    '"deployKey" does not fit https://',
  ],
  [
    'a token for a repository that everybody may read',
    HTTPS,
    { repositoryAccess: 'public', token: 't' },
    'token: is not used with repositoryAccess public; remove one of them',
  ],
  ['a token with SSH', SSH, { repositoryAccess: 'token', token: 't' }, '"token" does not fit git@'],
  [
    'another word',
    HTTPS,
    { repositoryAccess: 'password', token: 't' },
    '"password" is none of public, deployKey, token, githubApp',
  ],
  [
    'something else for a certificate',
    HTTPS,
    { token: 't', certificate: 'x' },
    'certificate: is no certificate in PEM',
  ],
  ['a manifest without its digest', HTTPS, { token: 't', manifest: 'install.yaml' }, 'has no manifestSha256'],
  [
    'a public key for a deploy key',
    SSH,
    { deployKey: 'ssh-ed25519 AAAA me@here' },
    'deployKey: is no private key in PEM; take the file without .pub',
  ],
  ['two words for a token', HTTPS, { token: 'my token' }, 'token: is no token'],
  ['a name and a password for a user', HTTPS, { token: 't', tokenUser: 'me:you' }, 'tokenUser: is no name of a user'],
  ['a name for the number of an App', HTTPS, { ...app(), githubAppId: 'my app' }, 'githubAppId: is no number'],
  [
    'a name for the number of an installation',
    HTTPS,
    { ...app(), githubAppInstallationId: 'acme' },
    'githubAppInstallationId: is no number',
  ],
  [
    'something else for the key of an App',
    HTTPS,
    { ...app(), githubAppKey: 'x' },
    'githubAppKey: is no RSA private key',
  ],
  [
    'an address in clear for the API of an App',
    HTTPS,
    { ...app(), githubApi: 'http://github.example.com' },
    'githubApi: is no https:// address',
  ],
  [
    'something else for known hosts',
    SSH,
    { deployKey: DEPLOY_KEY, knownHosts: 'git.example.com' },
    'knownHosts: line 1 is no line of known_hosts',
  ],
  ['a digest that is none', HTTPS, { token: 't', manifest: 'x', manifestSha256: 'abc' }, 'is no SHA-256'],
])('%s is refused', (_, context, settings, message) => {
  expect(problems({ kubeconfig: 'k', ...settings }, context)).toEqual([expect.stringContaining(message)]);
});

test('a cluster that a hub deploys to has a kubeconfig of its own, and leaves the repository to the hub', () => {
  const spoke = { ...SSH, spoke: true };

  expect(problems({ kubeconfig: 'k' }, spoke)).toEqual([expect.stringContaining('has no clusterKubeconfig')]);
  expect(read({ kubeconfig: 'k', clusterKubeconfig: 'c' }, spoke)).toMatchObject({
    login: { kind: 'public' },
    spoke: { kubeconfig: 'c', auth: 'token' },
  });
});

function app() {
  return { repositoryAccess: 'githubApp', githubAppId: '1', githubAppInstallationId: '2', githubAppKey: APP_KEY };
}

const SECRETS = ['kubeconfig', 'clusterKubeconfig', 'token', 'deployKey', 'githubAppKey'];

function read(values: Readonly<Record<string, string>>, context = HTTPS, secrets = SECRETS): Settings {
  const source: SettingsSource = {
    stack: 'prod-eu-1',
    keys: () => Object.keys(values),
    get: (key) => values[key],
    isSecret: (key) => secrets.includes(key),
  };
  return readSettings(source, context);
}

function problems(values: Readonly<Record<string, string>>, context = HTTPS, secrets = SECRETS): readonly string[] {
  try {
    read(values, context, secrets);
  } catch (error) {
    return error instanceof Error ? error.message.split('\n') : [];
  }
  return [];
}
