import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseKubeconfig } from '../../../bootstrap/kube/kubeconfig.ts';
import { temporaryFolder } from '../../cli/binary.ts';
import { selfSigned } from '../../support/self-signed.ts';

const AUTHORITY = selfSigned(temporaryFolder()).certificate;
const CLUSTER = { server: 'https://api.example.com/', 'certificate-authority-data': base64(AUTHORITY) };

test('the current context says where, and as whom', () => {
  expect(read({}, { token: 't0ken' })).toEqual({
    context: 'here',
    server: 'https://api.example.com',
    authority: AUTHORITY,
    serverName: undefined,
    credentials: { kind: 'token', token: 't0ken' },
  });
});

describe('somebody logs in', () => {
  test('with a certificate', () => {
    const user = { 'client-certificate-data': base64('certificate'), 'client-key-data': base64('key') };

    expect(read({}, user).credentials).toEqual({ kind: 'certificate', certificate: 'certificate', key: 'key' });
  });

  test('by a program, as those of EKS, GKE and AKS do', () => {
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      command: 'aws',
      args: ['eks', 'get-token'],
      env: [{ name: 'AWS_PROFILE', value: 'prod' }],
      interactiveMode: 'IfAvailable',
    };

    expect(read({}, { exec }).credentials).toEqual({
      kind: 'exec',
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      command: 'aws',
      args: ['eks', 'get-token'],
      env: { AWS_PROFILE: 'prod' },
    });
  });

  test('with what stands in files', () => {
    const file = join(temporaryFolder(), 'token');
    writeFileSync(file, 't0ken\n');

    expect(read({}, { tokenFile: file }).credentials).toEqual({ kind: 'token', token: 't0ken' });
  });
});

test.each([
  ['is not checked', { 'insecure-skip-tls-verify': true }, { token: 't' }, 'does not check whom it talks to'],
  [
    'is reached in clear',
    { server: 'http://api.example.com' },
    { token: 't' },
    'reaches its server by http://, in clear',
  ],
  [
    'has a password in its address',
    { server: 'https://me:s3cret@api.example.com' },
    { token: 't' },
    'has a password in the address of its server; take one that has none there',
  ],
  [
    'has an authority that is none',
    { 'certificate-authority-data': base64('authority') },
    { token: 't' },
    'has a certificate-authority that is no certificate in PEM, or not only certificates',
  ],
  [
    'takes a program without a name',
    {},
    { exec: { apiVersion: 'v1', command: '' } },
    'is no kubeconfig with a current context (users.0.user.exec.command)',
  ],
  ['is behind a proxy', { 'proxy-url': 'http://proxy' }, { token: 't' }, 'goes through a proxy'],
  ['tells nobody who comes', {}, {}, 'has no token, certificate or program for the user "u"'],
  ['names a file that is gone', {}, { tokenFile: '/none' }, 'names the file /none, which cannot be read'],
])('a server that %s is refused', (_, cluster, user, message) => {
  expect(() => read(cluster, user)).toThrow(message);
});

test.each([
  ['no YAML', '{', 'is no YAML'],
  ['something else', 'kind: Pod', 'is no kubeconfig with a current context'],
  [
    'a context that is not there',
    JSON.stringify({ ...JSON.parse(text({}, {})), contexts: [] }),
    'names the context "here", which it does not have',
  ],
])('%s is refused', (_, content, message) => {
  expect(() => parseKubeconfig('kubeconfig', content)).toThrow(message);
});

test('what is wrong with it never repeats what it holds', () => {
  const content = 'current-context: s3cret\nusers: s3cret\n';

  expect(() => parseKubeconfig('kubeconfig', content)).toThrow(/^(?!.*s3cret)/s);
});

function read(cluster: object, user: object) {
  return parseKubeconfig('kubeconfig', text(cluster, user));
}

function text(cluster: object, user: object): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    clusters: [{ name: 'c', cluster: { ...CLUSTER, ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', namespace: 'any' } }],
    preferences: {},
  });
}

function base64(content: string): string {
  return Buffer.from(content).toString('base64');
}
