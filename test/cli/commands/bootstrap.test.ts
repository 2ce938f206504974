import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { PROJECT_TEXT } from '../../../bootstrap/drive/pulumi-stack.ts';
import { type FakePulumi, fakePulumi } from '../../bootstrap/support/fake-pulumi.ts';
import { type Answers, loopbackApi, WELL } from '../../bootstrap/support/loopback-api.ts';
import { stele, temporaryProject } from '../binary.ts';

// each is a process that loads Pulumi
jest.setTimeout(60_000);

const WITHOUT_PULUMI = { PATH: '/none' };

test('without the command line of Pulumi it says how to get it', async () => {
  const { code, stdout, stderr } = await stele(temporaryProject(), ['bootstrap', 'prod/prod-eu-1'], WITHOUT_PULUMI);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(
    "pulumi: is not installed; get Pulumi's command line: https://www.pulumi.com/docs/install/\n",
  );
});

test.each(['prod', 'prod/ring-0', 'prod/prod-eu-1/web'])('%s is no cluster', async (part) => {
  const { code, stderr } = await stele(temporaryProject(), ['bootstrap', part], WITHOUT_PULUMI);

  expect(code).toBe(2);
  expect(stderr).toContain(
    `${part}: names no cluster; write <env>/<cluster>; clusters: prod/prod-eu-1, prod/prod-us-1\n`,
  );
});

test('the command that is meant when none is named can be named', async () => {
  const project = temporaryProject();
  const [named, unnamed] = await Promise.all([
    stele(project, ['bootstrap', 'up', 'prod/none'], WITHOUT_PULUMI),
    stele(project, ['bootstrap', 'prod/none'], WITHOUT_PULUMI),
  ]);

  expect(named.code).toBe(2);
  expect(unnamed).toEqual(named);
});

const ARGOCD = '/apis/argoproj.io/v1alpha1/namespaces/argocd';
const DAY_ZERO = `v3.5.3/plain@sha256:${'0a'.repeat(32)}`;

/** A cluster where Argo CD has brought `web` to what Git says, but not `api`. */
const HALF_WAY: Answers = {
  ...WELL,
  [`GET ${ARGOCD}/appprojects/stele-root`]: {
    body: { metadata: { annotations: { 'stele.dev/day-zero': DAY_ZERO } } },
  },
  'GET /apis/apps/v1/namespaces/argocd/deployments': {
    body: { items: [workload('argocd-server', 'quay.io/argoproj/argocd:v3.5.3@sha256:0a', 2, 1)] },
  },
  'GET /apis/apps/v1/namespaces/argocd/statefulsets': {
    body: { items: [workload('argocd-application-controller', 'registry.example.com:5000/argocd:v3.5.3', 1, 1)] },
  },
  [`GET ${ARGOCD}/applications`]: {
    body: {
      items: [application('web', 'Synced', 'Healthy'), application('api', 'OutOfSync', 'Degraded', 'no such image')],
    },
  },
};

describe('the status of a cluster', () => {
  test('is a table of what runs and what it makes of Git, and 1 while something is missing', async () => {
    const { api, code, stdout, stderr } = await run(HALF_WAY, ['status', 'prod/prod-eu-1']);

    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout.replace(/ +$/gm, '')).toBe(`prod/prod-eu-1 ${api.server}, Kubernetes v1.36.1
day 0: ${DAY_ZERO}
WORKLOAD                       VERSION  READY
argocd-server                  v3.5.3   1/2
argocd-application-controller  v3.5.3   1/1
APPLICATION  SYNC       HEALTH    COMMIT
web          Synced     Healthy   0123456789
api          OutOfSync  Degraded  0123456789  no such image
`);
  });

  test('is 0 when nothing is missing', async () => {
    const { code } = await run(
      {
        ...HALF_WAY,
        'GET /apis/apps/v1/namespaces/argocd/deployments': { body: { items: [] } },
        [`GET ${ARGOCD}/applications`]: { body: { items: [application('web', 'Synced', 'Healthy')] } },
      },
      ['status', 'prod/prod-eu-1'],
    );

    expect(code).toBe(0);
  });

  test('is a report for programs, too', async () => {
    const { api, code, stdout } = await run(HALF_WAY, ['status', 'prod/prod-eu-1', '--format', 'json']);

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      environment: 'prod',
      cluster: 'prod-eu-1',
      context: 'loopback',
      server: api.server,
      kubernetes: 'v1.36.1',
      dayZero: DAY_ZERO,
      fine: false,
      workloads: [
        { kind: 'Deployment', name: 'argocd-server', version: 'v3.5.3', ready: 1, wanted: 2 },
        { kind: 'StatefulSet', name: 'argocd-application-controller', version: 'v3.5.3', ready: 1, wanted: 1 },
      ],
      applications: [
        { name: 'web', sync: 'Synced', health: 'Healthy', revision: '0123456789abcdef', message: '' },
        { name: 'api', sync: 'OutOfSync', health: 'Degraded', revision: '0123456789abcdef', message: 'no such image' },
      ],
    });
  });

  test('of a cluster that day 0 has not been to says what to do', async () => {
    const { code, stderr } = await run(WELL, ['status', 'prod/prod-eu-1']);

    expect([code, stderr]).toEqual([
      1,
      'prod/prod-eu-1: Argo CD follows nothing here; run: stele bootstrap prod/prod-eu-1\n',
    ]);
  });
});

describe('a run that fails', () => {
  const urn = 'urn:pulumi:prod-eu-1::stele::kubernetes:core/v1:Secret::Secret/argocd/stele-repository';
  const failing: Omit<FakePulumi, 'settings'> = {
    events: [
      {
        sequence: 0,
        timestamp: 0,
        resOutputsEvent: { metadata: { op: 'create', type: 'kubernetes:core/v1:Secret', urn } },
      },
    ],
    error: 'the server went away',
  };
  const adopting = ['prod/prod-eu-1', '--yes', '--adopt'];

  test('says what was done before', async () => {
    const { code, stdout, stderr } = await run(HAS_ARGOCD, adopting, failing);

    expect([code, stdout]).toEqual([2, 'create Secret argocd/stele-repository\n']);
    expect(stderr).toContain('1 object changed before it failed\nprod-eu-1: the server went away\n');
  });

  test('says so to programs, too', async () => {
    const { api, code, stdout } = await run(HAS_ARGOCD, [...adopting, '--format', 'json'], failing);

    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      environment: 'prod',
      cluster: 'prod-eu-1',
      preview: false,
      context: 'loopback',
      server: api.server,
      kubernetes: 'v1.36.1',
      spoke: null,
      steps: [{ verb: 'create', object: 'Secret argocd/stele-repository' }],
    });
  });
});

test('without a terminal it shows the cluster, and changes nothing unless it is told to', async () => {
  const { api, code, stdout, stderr } = await run(HAS_ARGOCD, ['prod/prod-eu-1', '--adopt']);

  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(
    `prod/prod-eu-1: context "loopback", ${api.server}, Kubernetes v1.36.1 as admin\n` +
      'prod/prod-eu-1: nobody is there to say that this is the right cluster; add --yes\n',
  );
});

test("settings of other programs in the same file are not Stele's", async () => {
  const environment = fakePulumi({ settings: { 'kubernetes:kubeconfig': 'any', 'stele:token': 't0ken' } });
  const { code, stderr } = await stele(pulumiProject(), ['bootstrap', 'prod/prod-eu-1'], environment);

  expect(code).toBe(2);
  expect(stderr).toContain('Pulumi stack "prod-eu-1": has no kubeconfig; set it with: pulumi config set --secret');
});

/** What a cluster has whose Argo CD somebody else installed. */
const HAS_ARGOCD: Answers = {
  ...WELL,
  'GET /api/v1/namespaces/argocd/configmaps/argocd-ssh-known-hosts-cm': { body: { data: { ssh_known_hosts: '' } } },
};

/** Runs the command for a cluster, with a Pulumi that only plays one. */
async function run(answers: Answers, words: readonly string[], play: Omit<FakePulumi, 'settings'> = {}) {
  const api = await loopbackApi(answers);
  const settings = { 'stele:kubeconfig': api.kubeconfig(), 'stele:token': 't0ken' };
  const outcome = await stele(pulumiProject(), ['bootstrap', ...words], fakePulumi({ settings, ...play }));
  return { api, ...outcome };
}

function pulumiProject(): string {
  const project = temporaryProject();
  writeFileSync(join(project, 'Pulumi.yaml'), PROJECT_TEXT);
  return project;
}

function workload(name: string, image: string, replicas: number, readyReplicas: number): object {
  const template = { spec: { containers: [{ image }] } };
  return { metadata: { name }, spec: { replicas, template }, status: { readyReplicas } };
}

function application(name: string, sync: string, health: string, message?: string): object {
  const conditions = message === undefined ? [] : [{ message }];
  return {
    metadata: { name },
    status: { sync: { status: sync, revision: '0123456789abcdef' }, health: { status: health }, conditions },
  };
}
