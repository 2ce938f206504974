import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Resource } from '../../../tools/cluster/api-client.ts';
import type { ArgoCD } from '../../../tools/cluster/argo-cd.ts';
import { type Cluster, startCluster } from '../../../tools/cluster/cluster.ts';
import { installCustomResources } from '../../../tools/cluster/custom-resources.ts';
import { kubectl } from '../../../tools/cluster/kubectl.ts';
import { type KubernetesProvider, startKubernetesProvider } from '../../bootstrap/support/kubernetes-provider.ts';
import type { Outcome } from '../../cli/binary.ts';
import { settled, startedArgoCD } from '../support/day-zero-argocd.ts';
import { DayZeroProject } from '../support/day-zero-project.ts';

const FIRST_TOKEN = 'first-s3cr3t-token';
const SECOND_TOKEN = 'second-s3cr3t-token';
const SERVER = '/apis/apps/v1/namespaces/argocd/deployments/argocd-server';
const APPLICATIONS = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';
const APPLICATION_NAMES = ['argocd', 'argocd-upstream', 'nginx', 'stele-root'];
const REPOSITORY = '/api/v1/namespaces/argocd/secrets/stele-repository';
const ROOT = `${APPLICATIONS}/stele-root`;
const PROJECT = '/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects/stele-root';
// a control plane, Argo CD and an engine share two cores
const PATIENCE = 900_000;
const NEXT = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: next }\n';
const NEXT_SHA256 = createHash('sha256').update(NEXT).digest('hex');

let provider: KubernetesProvider;
let project: DayZeroProject;
let cluster: Cluster;
let argocd: ArgoCD;
let logs: readonly string[] = [];

beforeAll(async () => {
  provider = await startKubernetesProvider();
  project = await DayZeroProject.start(FIRST_TOKEN, provider.environment);
  cluster = await newCluster();
  await project.configure('test-1', cluster.kubeconfig('installer'), FIRST_TOKEN);
}, PATIENCE);

afterAll(async () => {
  await cluster?.stop();
  provider?.stop();
  project?.remove();
});

describe('the first day of a cluster', () => {
  it(
    'begins with a preview that changes nothing',
    async () => {
      const before = writes(cluster).length;
      const { code, stdout } = await bootstrap('--preview');

      expect(code).toBe(0);
      expect(stdout).toContain('create StatefulSet argocd/argocd-application-controller\n');
      expect(writes(cluster).slice(before)).toEqual([]);
      const { deployment } = JSON.parse((await project.pulumi('stack', 'export', '--stack', 'test-1')).stdout);
      expect(deployment.resources ?? []).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'asks nobody when nobody is there to answer',
    async () => {
      const { code, stderr } = await project.stele('bootstrap', 'test/test-1');

      expect([code, await live('/api/v1/namespaces/argocd')]).toEqual([2, undefined]);
      expect(stderr).toContain('nobody is there to say that this is the right cluster; add --yes');
    },
    PATIENCE,
  );

  it(
    'is done when Argo CD has taken over, and has brought all to what Git says',
    async () => {
      const { code, stderr } = await bootstrap('--yes');
      expect([code, stderr]).toEqual([0, expect.stringContaining('objects changed')]);

      argocd = await startedArgoCD(cluster);
      await settled(argocd, project, APPLICATION_NAMES);

      expect(await applicationNames()).toEqual(APPLICATION_NAMES);
      expect((await project.stele('bootstrap', 'status', 'test/test-1')).code).toBe(0);
    },
    PATIENCE,
  );

  it('leaves what Argo CD took over to Argo CD alone', async () => {
    expect(appliers(await cluster.as('installer').get(SERVER))).toEqual(['argocd-controller']);
    expect(appliers(await cluster.as('installer').get(PROJECT))).toEqual(['stele-bootstrap']);
  });

  it(
    'has nothing left to do',
    async () => {
      const { code, stdout, stderr } = await bootstrap('--yes');

      expect([code, stdout]).toEqual([0, '']);
      expect(stderr).toContain('nothing to do: day 0 is as it should be');
    },
    PATIENCE,
  );
});

describe('once Argo CD is in charge', () => {
  it(
    'a field that day 0 set and Git drops is gone',
    async () => {
      const path = '/api/v1/namespaces/argocd/configmaps/argocd-cm';
      const before = await cluster.as('installer').get(path);
      expect(before.data['resource.exclusions']).toContain('EndpointSlice');

      change(/^ConfigMap\.argocd-cm\.yaml$/, (text) => text.replace(/^ {2}resource\.exclusions: \|\n( {4}.*\n)+/m, ''));
      await settled(argocd, project, APPLICATION_NAMES);

      const after = await cluster.as('installer').get(path);
      expect(Object.keys(after.data)).not.toContain('resource.exclusions');
      expect(Object.keys(after.data)).toContain('application.resourceTrackingMethod');
    },
    PATIENCE,
  );

  it(
    'what it upgraded is not downgraded',
    async () => {
      const digest = `sha256:${'ab'.repeat(32)}`;
      change(/^Application\.argocd-upstream\.yaml$/, (text) =>
        text.replaceAll(/argocd:v3\.5\.3@sha256:\w+/g, `argocd:v3.5.9@${digest}`),
      );
      await settled(argocd, project, APPLICATION_NAMES);
      // a lock that has moved on, too: of this release no install manifest is known, so one is named for the next cluster
      project.write('next.yaml', NEXT);
      await project.set('test-1', 'manifest', 'next.yaml');
      await project.set('test-1', 'manifestSha256', NEXT_SHA256);
      project.edit('environments/test.lock.json', '"v3.5.3"', '"v3.5.9"');
      project.edit('stacks/platform/argocd/upstream.ts', "'v3.5.3':", "'v3.5.9':");

      const { code, stdout } = await bootstrap('--yes');
      expect([code, stdout]).toEqual([0, '']);
      // nor by the program as it is, for all that was handed over
      const plain = await project.plainUp('test-1');
      expect([plain.code, Object.keys(JSON.parse(plain.stdout))]).toEqual([0, ['same']]);

      const { spec } = await cluster.as('installer').get(SERVER);
      expect(spec.template.spec.containers[0].image).toBe(`quay.io/argoproj/argocd:v3.5.9@${digest}`);
    },
    PATIENCE,
  );

  it(
    'what somebody took over is a conflict, and what somebody deleted comes back',
    async () => {
      await cluster.as('installer').patch(ROOT, 'merge', { spec: { source: { targetRevision: 'refs/heads/mine' } } });

      const { code, stdout, stderr } = await bootstrap('--yes');

      // the field is somebody else's now, and nothing is overwritten by force
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/Application argocd\/stele-root: .*field conflict.*\.spec\.source\.targetRevision/s);
      expect(stderr).toContain('somebody else writes this field: take it from them, nothing is overwritten by force');
      expect((await cluster.as('installer').get(ROOT)).spec.source.targetRevision).toBe('refs/heads/mine');
      await kubectl(cluster, ['-n', 'argocd', 'delete', 'application', 'stele-root']);
      expect((await bootstrap('--yes')).stdout).toBe('create Application argocd/stele-root\n');
      const { spec } = await cluster.as('installer').get(ROOT);
      expect(spec.source.targetRevision).toBe('refs/heads/main');
      await settled(argocd, project, APPLICATION_NAMES);
    },
    PATIENCE,
  );

  it(
    'what somebody took away is put back',
    async () => {
      const label = { metadata: { labels: { 'argocd.argoproj.io/secret-type': null } } };
      await cluster.as('installer').patch(REPOSITORY, 'merge', label);

      expect((await bootstrap('--yes')).stdout).toBe('update Secret argocd/stele-repository\n');
      const { metadata } = await cluster.as('installer').get(REPOSITORY);
      expect(metadata.labels).toEqual({ 'argocd.argoproj.io/secret-type': 'repository' });
    },
    PATIENCE,
  );

  it(
    'new credentials reach it with one command, and nothing else changes',
    async () => {
      project.server.take(SECOND_TOKEN);
      await project.set('test-1', 'token', SECOND_TOKEN, true);

      expect((await bootstrap('--yes')).stdout).toBe('update Secret argocd/stele-repository\n');

      project.served.commit({ 'README.md': 'read with the second token\n' });
      await settled(argocd, project, APPLICATION_NAMES);
    },
    PATIENCE,
  );
});

describe('when the state of Pulumi is lost', () => {
  it(
    'nothing is overwritten, and what there is can be adopted as it is',
    async () => {
      const { spec } = await cluster.as('installer').get(SERVER);
      await project.pulumi('stack', 'rm', '--force', '--yes', 'test-1');
      await project.configure('test-1', cluster.kubeconfig('installer'), SECOND_TOKEN);

      const refused = await bootstrap('--yes');
      expect([refused.code, refused.stdout]).toEqual([2, '']);
      expect(refused.stderr).toContain('already exists; if this is an Argo CD that Stele is to take over as it is');

      expect((await bootstrap('--yes', '--adopt')).code).toBe(0);
      expect((await cluster.as('installer').get(SERVER)).spec).toEqual(spec);
      // it need not be said again
      expect((await bootstrap('--yes')).stdout).toBe('');
    },
    PATIENCE,
  );
});

describe('what stands in the way is said before anything is changed', () => {
  it(
    'a kubeconfig that leads to another cluster of the repository',
    async () => {
      await project.configure('test-2', cluster.kubeconfig('installer'), SECOND_TOKEN);

      const { code, stderr } = await project.stele('bootstrap', 'test/test-2', '--yes');

      expect(code).toBe(2);
      expect(stderr).toContain('leads to a cluster that follows manifests/test/_clusters/test-1');
    },
    PATIENCE,
  );

  it(
    'missing rights',
    async () => {
      const developer = join(cluster.folder, 'developer.yaml');
      writeFileSync(developer, readFileSync(cluster.kubeconfig('developer'), 'utf8'));
      await project.set('test-2', 'kubeconfig', readFileSync(developer, 'utf8'), true);

      const { code, stderr } = await project.stele('bootstrap', 'test/test-2', '--yes');

      expect(code).toBe(2);
      expect(stderr).toContain(
        'the kubeconfig (context "stele") may not get, list, watch, create, patch secrets in namespace argocd',
      );
    },
    PATIENCE,
  );

  it(
    'a cluster that cannot be reached',
    async () => {
      const text = readFileSync(cluster.kubeconfig('installer'), 'utf8').replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1');
      await project.set('test-2', 'kubeconfig', text, true);

      const { code, stderr } = await project.stele('bootstrap', 'test/test-2', '--yes');

      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining('https://127.0.0.1:1 (context "stele") cannot be reached: ECONNREFUSED'),
      ]);
    },
    PATIENCE,
  );
});

describe('after the loss of the cluster', () => {
  it(
    'one command and Argo CD bring everything back',
    async () => {
      logs = [...logs, ...logsOf(cluster)];
      await cluster.stop();
      cluster = await newCluster();
      await project.set('test-1', 'kubeconfig', readFileSync(cluster.kubeconfig('installer'), 'utf8'), true);
      // the release that day 0 installs is that of the lock again
      project.edit('environments/test.lock.json', '"v3.5.9"', '"v3.5.3"');
      project.edit('stacks/platform/argocd/upstream.ts', "'v3.5.9':", "'v3.5.3':");

      const start = performance.now();
      expect((await bootstrap('--yes')).code).toBe(0);
      const applied = performance.now();
      argocd = await startedArgoCD(cluster);
      await settled(argocd, project, APPLICATION_NAMES);
      const seconds = [applied - start, performance.now() - applied].map((time) => (time / 1000).toFixed(1));
      process.stderr.write(`  lost and back: ${seconds[0]} s for the command, ${seconds[1]} s for Argo CD\n`);

      expect(await applicationNames()).toEqual(APPLICATION_NAMES);
    },
    PATIENCE,
  );
});

describe('when Pulumi lets go of a cluster', () => {
  it(
    'it refuses to as long as that would cut the cluster off from Git',
    async () => {
      const { code } = await project.pulumi('destroy', '--yes', '--stack', 'test-1');

      expect(code).not.toBe(0);
      expect(await live(ROOT)).toBeDefined();
    },
    PATIENCE,
  );

  it(
    'what day 0 kept is gone, and all that runs goes on running',
    async () => {
      await argocd.stop();
      await project.pulumi('state', 'unprotect', '--all', '--yes', '--stack', 'test-1');

      const { code, stderr, stdout } = await project.pulumi('destroy', '--yes', '--stack', 'test-1');

      expect([code, code === 0 ? '' : stderr + stdout]).toEqual([0, '']);
      const gone = [ROOT, PROJECT, REPOSITORY];
      expect(await Promise.all(gone.map(live))).toEqual([undefined, undefined, undefined]);
      const kept = [SERVER, `${APPLICATIONS}/nginx`, '/apis/apps/v1/namespaces/nginx/deployments/nginx'];
      expect((await Promise.all(kept.map(live))).every((object) => object !== undefined)).toBe(true);
    },
    PATIENCE,
  );
});

it('a secret is nowhere in clear: not in the state, not in settings, not in what was printed, not in a log', () => {
  const told = [...project.texts(), ...logs, ...logsOf(cluster)].join('\n');
  const [, token = ''] = /"token": "(\w+)"/.exec(readFileSync(cluster.kubeconfig('installer'), 'utf8')) ?? [];

  // what is looked through is what was meant
  for (const sign of ['stele-repository', 'argocd-repo-server', 'audit.k8s.io/v1']) expect(told).toContain(sign);
  expect(token).not.toBe('');
  for (const secret of [FIRST_TOKEN, SECOND_TOKEN, token]) {
    expect(told.includes(secret)).toBe(false);
    expect(told.includes(Buffer.from(secret).toString('base64'))).toBe(false);
  }
});

function bootstrap(...words: readonly string[]): Promise<Outcome> {
  return project.stele('bootstrap', 'test/test-1', ...words);
}

async function applicationNames(): Promise<readonly string[]> {
  return (await argocd.applications()).map(({ metadata }) => metadata.name).sort();
}

/** What the API server, its controllers and Argo CD wrote, the audit log with it. */
function logsOf({ folder, audit }: Cluster): readonly string[] {
  const files = readdirSync(join(folder, 'logs')).map((name) => join(folder, 'logs', name));
  return [...files, audit].map((file) => readFileSync(file, 'utf8'));
}

/** What the installer was let write into a cluster: neither questions nor trials. */
function writes({ audit }: Cluster): readonly string[] {
  const events = readFileSync(audit, 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  return events
    .filter(({ user, requestURI }) => user.username === 'installer' && !/selfsubject|dryRun=All/.test(requestURI))
    .map(({ verb, requestURI }) => `${verb} ${requestURI}`);
}

async function newCluster(): Promise<Cluster> {
  const made = await startCluster();
  await installCustomResources(made, ['gateway-api']);
  return made;
}

/** Commits a change of one rendered file. */
function change(file: RegExp, edit: (text: string) => string): void {
  const paths = readdirSync(project.served.folder, { recursive: true, encoding: 'utf8' });
  const path = paths.find((one) => file.test(basename(one)));
  if (path === undefined) throw new Error(`nothing is rendered as ${file}`);
  const before = project.served.read(path);
  const after = edit(before);
  if (before === after) throw new Error(`${path} has nothing to change`);
  project.served.commit({ [path]: after });
}

function live(path: string): Promise<Resource | undefined> {
  return cluster.as('installer').find(path);
}

/** Who owns fields of an object by server-side apply. */
function appliers({ metadata }: Resource): readonly string[] {
  const fields = metadata.managedFields as readonly { readonly manager: string; readonly operation: string }[];
  return fields.filter(({ operation }) => operation === 'Apply').map(({ manager }) => manager);
}
