import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { DayZero } from '../../bootstrap/day-zero.ts';
import { rootApplication, rootProject } from '../../constructs/argocd/index.ts';
import { identityOf, isDayZeroObject } from '../../pipeline/day-zero-objects.ts';
import { execute } from '../cli/binary.ts';
import { CHECKOUT } from '../support/project-folder.ts';
import type { Registered } from './support/record-program.ts';

const PROGRAM = join(CHECKOUT, 'test/bootstrap/support/record-program.ts');
const RECORD = `v3.5.3/plain@sha256:${'0a'.repeat(32)}`;

type Login = DayZero['settings']['login'];

/** Each way to log in, and what Argo CD reads of it beside the address. */
const LOGINS: readonly (readonly [name: string, login: Login, fields: Readonly<Record<string, string>>])[] = [
  ['a public repository', { kind: 'public' }, {}],
  [
    'a deploy key, with the line end that OpenSSH wants',
    { kind: 'deployKey', key: 'd3ploy-key' },
    { sshPrivateKey: 'd3ploy-key\n' },
  ],
  [
    'a token, without the line end of a file',
    { kind: 'token', user: 'git', token: 'g1t-t0ken\n' },
    { username: 'git', password: 'g1t-t0ken' },
  ],
  [
    'a GitHub App',
    { kind: 'githubApp', id: '1', installation: '2', key: 'app-k3y\n', api: undefined },
    { githubAppID: '1', githubAppInstallationID: '2', githubAppPrivateKey: 'app-k3y\n' },
  ],
  [
    'an App of GitHub Enterprise',
    { kind: 'githubApp', id: '1', installation: '2', key: 'app-k3y\n', api: 'https://github.example.com/api/v3' },
    {
      githubAppID: '1',
      githubAppInstallationID: '2',
      githubAppPrivateKey: 'app-k3y\n',
      githubAppEnterpriseBaseUrl: 'https://github.example.com/api/v3',
    },
  ],
];
const LOGIN_CASES = LOGINS.map(([name, , fields], index) => [name, index, fields] as const);
const KUBECONFIG = kubeconfig('https://hub.example.com', { token: 'adm1n-t0ken' });
const SPOKE = kubeconfig('https://spoke.example.com', { token: 'sp0ke-t0ken' });

/** A secret on its way to the engine: https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/nodejs/runtime/rpc.ts */
const SECRET_MARK = '4dabf18193072939515e22adb298388d';

let own: readonly Registered[];
let adopted: readonly Registered[];
let hub: readonly Registered[];
let spoke: readonly Registered[];
let exec: readonly Registered[];
let logins: readonly (readonly Registered[])[];
beforeAll(async () => {
  const plans = [OWN, ADOPTED, HUB, SPOKE_PLAN, EXEC_PLAN, ...LOGINS.map(([, login]) => withLogin(login))];
  const { stdout, stderr } = await execute(process.execPath, [PROGRAM, JSON.stringify(plans)], CHECKOUT);
  expect(stderr).toBe('');
  [own = [], adopted = [], hub = [], spoke = [], exec = [], ...logins] = JSON.parse(
    stdout,
  ) as readonly (readonly Registered[])[];
}, 60_000);

describe('for a cluster with an Argo CD of its own', () => {
  test('all objects go through one provider that overwrites nothing and replaces nothing', () => {
    const [provider, ...others] = own.filter(({ type }) => type.startsWith('pulumi:providers:'));

    expect(others).toEqual([]);
    expect(provider?.inputs).toMatchObject({
      clusterIdentifier: 'prod-eu-1',
      enableServerSideApply: 'true',
      enableConfigMapMutable: 'true',
      enableSecretMutable: 'true',
      enablePatchForce: 'false',
      upsertExistingObjects: 'false',
    });
    const objects = own.filter(({ type }) => type.startsWith('kubernetes:'));
    expect(new Set(objects.map(({ provider }) => provider))).toEqual(new Set(['prod-eu-1']));
  });

  test('what is handed over carries the field manager of Argo CD, is not looked at again, and is not deleted', () => {
    const handedOver = [
      'Namespace/argocd',
      'CustomResourceDefinition/applications.argoproj.io',
      'Deployment/argocd/argocd-server',
    ];

    for (const name of handedOver) {
      const object = find(own, name);
      expect(object).toMatchObject({ ignoreChanges: ['*'], retainOnDelete: true, protect: false });
      expect(managerOf(object)).toBe('argocd-controller');
    }
  });

  test('what day 0 keeps has a field manager that is always the same, and no change of it is ignored', () => {
    for (const name of [
      'Secret/argocd/stele-repository',
      'AppProject/argocd/stele-root',
      'Application/argocd/stele-root',
    ]) {
      const object = find(own, name);
      expect(object).toMatchObject({ ignoreChanges: [], retainOnDelete: false, protect: true });
      expect(managerOf(object)).toBe('stele-bootstrap');
    }
  });

  test('each waits for what it needs: namespace, kinds, the rest, the project, the root Application', () => {
    expect(find(own, 'CustomResourceDefinition/applications.argoproj.io').dependencies).toEqual(['Namespace/argocd']);
    const ground = ['Namespace/argocd', 'CustomResourceDefinition/applications.argoproj.io'];
    expect(find(own, 'Deployment/argocd/argocd-server').dependencies.toSorted()).toEqual(ground.toSorted());
    expect(find(own, 'Secret/argocd/stele-repository').dependencies).toEqual(expect.arrayContaining(ground));
    expect(find(own, 'AppProject/argocd/stele-root').dependencies).toContain('Secret/argocd/stele-repository');
    expect(find(own, 'Application/argocd/stele-root').dependencies).toContain('AppProject/argocd/stele-root');
  });

  test('the root Application and its project are those that the pipeline knows', () => {
    const folder = 'prod/_clusters/prod-eu-1';
    const { environment, config } = OWN;
    expect(find(own, 'Application/argocd/stele-root').inputs.spec).toEqual(
      rootApplication({ cluster: 'prod-eu-1', folder, environment, config }).spec,
    );
    expect(find(own, 'AppProject/argocd/stele-root').inputs.spec).toEqual(rootProject(config).spec);
  });

  test('the project remembers what was installed', () => {
    const { annotations } = metadataOf(find(own, 'AppProject/argocd/stele-root'));

    expect(annotations).toMatchObject({ 'stele.dev/day-zero': RECORD });
  });

  test('the list of what is day 0 knows exactly what is kept', () => {
    const objects = own.filter(({ type }) => type.startsWith('kubernetes:'));
    const kept = objects.filter((object) => managerOf(object) === 'stele-bootstrap').map(({ name }) => name);
    const listed = objects
      .filter(({ inputs }) => isDayZeroObject(identityOf(inputs as never), false))
      .map(({ name }) => name);

    expect(kept).toEqual(listed);
  });
});

test('an Argo CD that is adopted is left as it is: only what day 0 keeps is made, over what may be there', () => {
  const objects = adopted.filter(({ type }) => type.startsWith('kubernetes:')).map(({ name }) => name);

  expect(objects.toSorted()).toEqual([
    'AppProject/argocd/stele-root',
    'Application/argocd/stele-root',
    'ConfigMap/argocd/argocd-ssh-known-hosts-cm',
    'ConfigMap/argocd/argocd-tls-certs-cm',
    'Secret/argocd/stele-repository',
  ]);
  expect(adopted.find(({ type }) => type.startsWith('pulumi:providers:'))?.inputs).toMatchObject({
    upsertExistingObjects: 'true',
  });
});

describe('on a hub', () => {
  test('the hub knows itself under the name of its cluster', () => {
    const { name, server } = revealed(find(hub, 'Secret/argocd/stele-cluster-prod-eu-1'));

    expect([name, server]).toEqual(['prod-eu-1', 'https://kubernetes.default.svc']);
  });

  test('the stack of another cluster makes an account there, and tells the hub of it', () => {
    expect(find(spoke, 'ServiceAccount/argocd/argocd-application-controller').provider).toBe('spoke-prod-us-1');
    const secret = find(spoke, 'Secret/argocd/stele-cluster-prod-us-1');
    expect(secret.provider).toBe('prod-eu-1');
    const { server, config = '' } = revealed(secret);
    expect(server).toBe('https://spoke.example.com');
    expect(JSON.parse(config)).toEqual({ bearerToken: 'made-t0ken', tlsClientConfig: { insecure: false } });
  });

  test('with a program the stack of another cluster makes no account, and the hub runs the program', () => {
    const kinds = exec.filter(({ type }) => type.startsWith('kubernetes:')).map(({ name }) => name);
    expect(kinds.toSorted()).toEqual([
      'Application/argocd/prod-us-1.stele-root',
      'Secret/argocd/stele-cluster-prod-us-1',
    ]);
    const { server, config = '' } = revealed(find(exec, 'Secret/argocd/stele-cluster-prod-us-1'));
    expect(server).toBe('https://spoke.example.com');
    // https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
    expect(JSON.parse(config)).toEqual({
      execProviderConfig: {
        apiVersion: 'client.authentication.k8s.io/v1beta1',
        command: 'argocd-k8s-auth',
        args: ['aws', '--cluster-name', 'prod-us-1'],
        env: { AWS_REGION: 'us-east-1' },
      },
      tlsClientConfig: { insecure: false, serverName: 'api.internal' },
    });
  });

  test('the facts of a cluster are labels, for ApplicationSets to choose by', () => {
    expect(metadataOf(find(spoke, 'Secret/argocd/stele-cluster-prod-us-1')).labels).toEqual({
      'argocd.argoproj.io/secret-type': 'cluster',
      'stele.dev/environment': 'prod',
      'stele.dev/region': 'us-east-1',
      'stele.dev/ring': '1',
      'stele.dev/tier': 'production',
    });
  });

  test('the stack of another cluster makes neither a project nor an install', () => {
    const kinds = spoke.filter(({ type }) => type.startsWith('kubernetes:')).map(({ name }) => name.split('/')[0]);

    expect(kinds.toSorted()).toEqual([
      'Application',
      'ClusterRoleBinding',
      'Namespace',
      'Secret',
      'Secret',
      'ServiceAccount',
    ]);
    expect(find(spoke, 'Application/argocd/prod-us-1.stele-root').inputs.spec).toMatchObject({ project: 'stele-root' });
  });
});

describe('the Secret that Argo CD reads the repository with', () => {
  // https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-repositories-yaml/
  test.each(LOGIN_CASES)('has what Argo CD takes of %s', (_, index, fields) => {
    const url = 'https://git.example.com/acme/platform.git';

    expect(revealed(find(logins[index] ?? [], 'Secret/argocd/stele-repository'))).toEqual({
      type: 'git',
      url,
      ...fields,
    });
  });
});

test('what is secret reaches the engine as a secret, everywhere', () => {
  const told = JSON.stringify([own, hub, spoke, exec, logins], (_key, value) =>
    typeof value === 'object' && value !== null && SECRET_MARK in value ? 'secret' : value,
  );

  for (const secret of ['adm1n-t0ken', 'sp0ke-t0ken', 'made-t0ken', 'g1t-t0ken', 'd3ploy-key', 'app-k3y']) {
    expect(told).not.toContain(secret);
    expect(told).not.toContain(Buffer.from(secret).toString('base64'));
  }
});

function find(registered: readonly Registered[], name: string): Registered {
  const found = registered.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} is not registered`);
  return found;
}

interface Metadata {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

function metadataOf({ inputs }: Registered): Metadata {
  return inputs.metadata as Metadata;
}

function managerOf(object: Registered): string | undefined {
  return metadataOf(object).annotations?.['pulumi.com/patchFieldManager'];
}

/** What a Secret holds, decoded. */
function revealed({ inputs }: Registered): Readonly<Record<string, string>> {
  const data = inputs.data as Readonly<Record<string, string | { readonly value: string }>>;
  // a Secret with a secret in it may be one as a whole
  const values = (SECRET_MARK in data ? data.value : data) as typeof data;
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const text = typeof value === 'string' ? value : value.value;
      return [key, Buffer.from(text, 'base64').toString('utf8')];
    }),
  );
}

const SETTINGS: DayZero['settings'] = {
  kubeconfig: KUBECONFIG,
  login: { kind: 'token', user: 'git', token: 'g1t-t0ken' },
  knownHosts: undefined,
  certificate: undefined,
  manifest: undefined,
  adopt: false,
  spoke: undefined,
};

const ARGOCD: DayZero['argocd'] = {
  objects: [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'argocd-server', namespace: 'argocd' },
      spec: { replicas: 1 },
    },
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'applications.argoproj.io' },
    },
  ],
  knownHosts: 'git.example.com ssh-ed25519 AAAA',
  record: RECORD,
};

const OWN = plan('prod-eu-1', 'eu-west-1', 0, undefined, SETTINGS, ARGOCD);
const ADOPTED = plan(
  'prod-eu-1',
  'eu-west-1',
  0,
  undefined,
  { ...SETTINGS, adopt: true },
  { ...ARGOCD, objects: [], record: 'adopted' },
);
const HUB = plan('prod-eu-1', 'eu-west-1', 0, 'prod-eu-1', SETTINGS, ARGOCD);
const SPOKE_PLAN = plan(
  'prod-us-1',
  'us-east-1',
  1,
  'prod-eu-1',
  { ...SETTINGS, spoke: { kubeconfig: SPOKE, auth: 'token' } },
  undefined,
);

const EXEC = {
  apiVersion: 'client.authentication.k8s.io/v1beta1',
  command: 'argocd-k8s-auth',
  args: ['aws', '--cluster-name', 'prod-us-1'],
  env: [{ name: 'AWS_REGION', value: 'us-east-1' }],
};
const EXEC_PLAN = plan(
  'prod-us-1',
  'us-east-1',
  1,
  'prod-eu-1',
  {
    ...SETTINGS,
    spoke: {
      kubeconfig: kubeconfig('https://spoke.example.com', { exec: EXEC }, { 'tls-server-name': 'api.internal' }),
      auth: 'exec',
    },
  },
  undefined,
);

function withLogin(login: Login): DayZero {
  return { ...OWN, settings: { ...SETTINGS, login } };
}

function plan(
  name: string,
  region: string,
  ring: number,
  hubName: string | undefined,
  settings: DayZero['settings'],
  argocd: DayZero['argocd'],
): DayZero {
  const argocdOptions = { hub: hubName, prune: true, selfHeal: true, syncWindows: [] };
  const facts = { name, environment: 'prod', tier: 'production', region, ring, kubernetes: '1.36' } as const;
  return {
    config: { repository: { url: 'https://git.example.com/acme/platform.git', branch: 'main' } },
    environment: { name: 'prod', tier: 'production', argocd: argocdOptions },
    cluster: {
      name,
      environment: 'prod',
      ring,
      facts: { ...facts, labels: {}, capabilities: {}, network: {}, identities: {} },
    },
    settings,
    argocd,
  };
}

function kubeconfig(server: string, user: object, more: object = {}): string {
  return JSON.stringify({
    'current-context': 'here',
    clusters: [{ name: 'c', cluster: { server, ...more } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
  });
}
