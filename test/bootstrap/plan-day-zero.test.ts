import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type ClusterMemory, NO_MEMORY } from '../../bootstrap/cluster-memory.ts';
import type { ArgoCdPlan } from '../../bootstrap/day-zero.ts';
import type { ManifestPin } from '../../bootstrap/install/release.ts';
import { type PlanOptions, planDayZero } from '../../bootstrap/plan-day-zero.ts';
import type { Settings } from '../../bootstrap/settings.ts';
import { type LockRing, lockRing } from '../../model/lock.ts';
import type { Environment } from '../../model/resolved.ts';
import { loadProject, type Project } from '../../pipeline/load.ts';
import { temporaryFolder } from '../cli/binary.ts';
import { CHECKOUT } from '../support/project-folder.ts';
import { KEY } from './support/credentials.ts';

const MANIFEST = `
apiVersion: v1
kind: ConfigMap
metadata: { name: argocd-cm }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: argocd-ssh-known-hosts-cm }
data: { ssh_known_hosts: "github.com ${KEY}" }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: argocd-server }
spec: { template: { spec: { containers: [{ name: argocd-server, image: "quay.io/argoproj/argocd:v3.5.3" }] } } }
`;

const DEX = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: argocd-dex-server }
spec: { template: { spec: { containers: [{ name: dex, image: "ghcr.io/dexidp/dex:v2.45.1" }] } } }
`;

/** What a later release no longer runs, and the lock no longer has. */
const OLD = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: argocd-redis }
spec: { template: { spec: { containers: [{ name: redis, image: "docker.io/valkey/valkey:7.2.4" }] } } }
`;

const VERSION = { tag: 'v2.45.1', digest: `sha256:${'0a'.repeat(32)}` };

const REDIS_HA = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: argocd-redis-ha-haproxy }
spec:
  template:
    spec:
      initContainers:
        - { name: secret-init, image: "quay.io/argoproj/argocd:v3.5.3" }
        - { name: config-init, image: "public.ecr.aws/docker/library/haproxy:3.0.8-alpine" }
      containers: [{ name: haproxy, image: "public.ecr.aws/docker/library/haproxy:3.0.8-alpine" }]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: argocd-redis-ha-server }
spec: { template: { spec: { containers: [{ name: redis, image: "public.ecr.aws/docker/library/redis:8.2.3-alpine" }] } } }
`;

let folder: string;
let options: PlanOptions;
let production: Pick<PlanOptions, 'environment' | 'cluster'>;
beforeAll(async () => {
  const project = await loadProject(CHECKOUT);
  production = placeIn(project, 'prod');
  folder = temporaryFolder();
  const settings: Settings = {
    kubeconfig: 'any',
    login: { kind: 'public' },
    knownHosts: undefined,
    certificate: undefined,
    manifest: keep(MANIFEST),
    adopt: false,
    spoke: undefined,
  };
  options = { project, ...placeIn(project, 'dev'), settings, memory: NO_MEMORY, cache: folder };
});

describe('on a cluster that remembers nothing', () => {
  test('the release of the lock is installed, in the variant of the tree', async () => {
    expect((await argocd({})).record).toBe(`v3.5.3/plain@sha256:${keep(MANIFEST).sha256}`);
  });

  test('what day 0 keeps is no part of the install', async () => {
    const { objects, knownHosts } = await argocd({});

    expect(objects.map(({ metadata }) => metadata.name)).toEqual(['argocd-cm', 'argocd-server']);
    expect(knownHosts).toBe(`github.com ${KEY}`);
  });

  test('an Argo CD that is adopted is not installed', async () => {
    const { objects, record } = await argocd({ settings: { ...options.settings, adopt: true } });

    expect({ objects, record }).toEqual({ objects: [], record: 'adopted' });
  });

  test('Dex is installed where the lock has it, and that is remembered', async () => {
    const environment = locking({ 'ghcr.io/dexidp/dex': VERSION });
    const settings = { ...options.settings, manifest: keep(`${MANIFEST}---${DEX}`) };
    const { objects, record } = await argocd({ environment, settings });

    expect(objects.map(({ metadata }) => metadata.name)).toContain('argocd-dex-server');
    expect(record).toMatch(/^v3\.5\.3\/plain\+dex@/);
  });

  test('a release that nobody knows is an error that says how to name its manifest', async () => {
    const locked = locking({ 'quay.io/argoproj/argocd': { ...VERSION, tag: 'v9.9.9' } });
    // whose own release would be unknown, too
    const environment = { ...locked, stacks: locked.stacks.filter(({ stack }) => stack.name !== 'argocd') };

    await expect(argocd({ environment, settings: { ...options.settings, manifest: undefined } })).rejects.toThrow(
      'Argo CD v9.9.9: has no install manifest that is known here; set one: ' +
        'pulumi config set --stack dev-1 manifest URL, and pulumi config set --stack dev-1 manifestSha256 SHA256',
    );
  });
});

test('a tree that renders what day 0 keeps is refused before anything is planned', async () => {
  // what is deployed by a hub gets its namespace from day 0
  const { environment } = options;
  const argocdOfHub = { ...environment.argocd, hub: 'hub-1' };

  await expect(argocd({ environment: { ...environment, argocd: argocdOfHub } })).rejects.toThrow('belongs to day 0');
});

describe('on a cluster of production that remembers nothing', () => {
  test('the highly available variant is installed, because the tree installs it', async () => {
    expect((await argocd(production)).record).toMatch(/^v3\.5\.3\/ha(@|$)/);
  });

  test('the plain one is, where the tree says so', async () => {
    const stacks = production.environment.stacks.map((one) => {
      if (one.stack.name !== 'argocd') return one;
      const parsed = { ...one.values.parsed, highlyAvailable: false };
      return { ...one, values: { ...one.values, key: 'plain', parsed } };
    });

    const plan = await argocd({ ...production, environment: { ...production.environment, stacks } });
    expect(plan.record).toMatch(/^v3\.5\.3\/plain(@|$)/);
  });

  test('the highly available one is, where the tree says nothing', async () => {
    const stacks = production.environment.stacks.filter(({ stack }) => stack.name !== 'argocd');

    const plan = await argocd({ ...production, environment: { ...production.environment, stacks } });
    expect(plan.record).toMatch(/^v3\.5\.3\/ha(@|$)/);
  });

  test('what only that one runs is of the lock, too', async () => {
    const { objects } = await argocd({ ...production, settings: { ...options.settings, manifest: keep(REDIS_HA) } });

    const { images } = lockRing(production.environment.lock, production.cluster.ring);
    const locked = (repository: string) => `${repository}:${images[repository]?.tag}@${images[repository]?.digest}`;
    expect(objects.map(({ spec }) => spec)).toMatchObject([
      {
        template: {
          spec: {
            initContainers: [
              { name: 'secret-init', image: locked('quay.io/argoproj/argocd') },
              { name: 'config-init', image: locked('public.ecr.aws/docker/library/haproxy') },
            ],
            containers: [{ name: 'haproxy', image: locked('public.ecr.aws/docker/library/haproxy') }],
          },
        },
      },
      { template: { spec: { containers: [{ image: locked('public.ecr.aws/docker/library/redis') }] } } },
    ]);
  });
});

describe('on a cluster that remembers an install', () => {
  const release = { tag: 'v3.4.0', variant: 'plain' } as const;
  const REMEMBERED = `${MANIFEST}---${DEX}---${OLD}`;
  const remembering = (dex = false): ClusterMemory => {
    const { sha256 } = keep(REMEMBERED);
    return { record: { kind: 'installed', release, sha256, dex }, knownHosts: undefined };
  };

  test('it stays, from the cache, whatever the lock and the settings say and whichever releases are known', async () => {
    const { objects, record } = await argocd({ memory: remembering() });

    expect(objects.map(({ metadata }) => metadata.name)).toEqual(['argocd-cm', 'argocd-server', 'argocd-redis']);
    expect(record).toBe(`v3.4.0/plain@sha256:${keep(REMEMBERED).sha256}`);
  });

  test('the setting says where its manifest is, if that is the one', async () => {
    const settings = { ...options.settings, manifest: keep(REMEMBERED) };

    const { record } = await argocd({ memory: remembering(), settings, cache: temporaryFolder() });
    expect(record).toBe(`v3.4.0/plain@sha256:${keep(REMEMBERED).sha256}`);
  });

  test('an image that the lock has dropped since does not matter', async () => {
    const { objects } = await argocd({ memory: remembering() });

    expect(JSON.stringify(objects)).toContain('"docker.io/valkey/valkey:7.2.4"');
  });

  test('Dex is a part of it where it was then', async () => {
    const names = async (changes: Partial<PlanOptions>) =>
      (await argocd(changes)).objects.map((one) => one.metadata.name);

    expect(
      await names({ memory: remembering(), environment: locking({ 'ghcr.io/dexidp/dex': VERSION }) }),
    ).not.toContain('argocd-dex-server');
    expect(await names({ memory: remembering(true) })).toContain('argocd-dex-server');
  });

  test('which Pulumi has forgotten, Argo CD is adopted, not installed again', async () => {
    const memory = remembering();

    expect(await argocd({ memory, settings: { ...options.settings, adopt: true } })).toMatchObject({
      objects: [],
      record: 'adopted',
    });
  });
});

describe('on a cluster that was adopted once', () => {
  const memory: ClusterMemory = { record: { kind: 'adopted' }, knownHosts: `git.example.com ${KEY}` };
  const offline = () => ({ ...options.settings, manifest: undefined });
  const cold = () => ({ memory, cache: temporaryFolder(), settings: offline() });

  test('Argo CD stays as it is without being told again, and no manifest is read', async () => {
    expect(await argocd(cold())).toEqual({
      objects: [],
      record: 'adopted',
      knownHosts: `git.example.com ${KEY}`,
    });
  });

  test('its servers are those that it knows, or those of the settings', async () => {
    const knownHosts = `example.com ${KEY}`;

    expect((await argocd({ ...cold(), settings: { ...offline(), knownHosts } })).knownHosts).toBe(knownHosts);
    await expect(argocd({ ...cold(), project: at('git@github.com:acme/platform.git') })).rejects.toThrow(
      'knownHosts: has no key of github.com; compare what ssh-keyscan -p 22 github.com says',
    );
  });

  test('they are those that Argo CD comes with, where it has none', async () => {
    expect((await argocd({ memory: { ...memory, knownHosts: undefined } })).knownHosts).toBe(`github.com ${KEY}`);
  });
});

describe('over SSH', () => {
  test('a host whose keys Argo CD knows needs no more', async () => {
    expect((await argocd({ project: at('git@github.com:acme/platform.git') })).knownHosts).toContain('github.com');
  });

  test('any other has to be named', async () => {
    await expect(argocd({ project: at('ssh://git@git.example.com:2222/acme/platform.git') })).rejects.toThrow(
      'knownHosts: has no key of [git.example.com]:2222; compare what ssh-keyscan -p 2222 git.example.com says',
    );
    const settings = { ...options.settings, knownHosts: `[git.example.com]:2222 ${KEY}` };
    const project = at('ssh://git@git.example.com:2222/acme/platform.git');
    expect((await argocd({ project, settings })).knownHosts).toBe(`[git.example.com]:2222 ${KEY}`);
  });
});

function placeIn({ environments }: Project, name: string): Pick<PlanOptions, 'environment' | 'cluster'> {
  const environment = environments.find((one) => one.name === name);
  const [cluster] = environment?.clusters ?? [];
  if (environment === undefined || cluster === undefined) throw new Error(`there is no cluster in ${name}`);
  return { environment, cluster };
}

/** Keeps an install manifest as a file. */
function keep(text: string): ManifestPin {
  const sha256 = createHash('sha256').update(text).digest('hex');
  const from = join(folder, `${sha256}.yaml`);
  writeFileSync(from, text);
  return { from, sha256 };
}

/** The environment, with these images in its lock, too. */
function locking(images: LockRing['images']): Environment {
  const { environment, cluster } = options;
  const ring = lockRing(environment.lock, cluster.ring);
  const rings = { ...environment.lock.rings, [cluster.ring]: { ...ring, images: { ...ring.images, ...images } } };
  return { ...environment, lock: { ...environment.lock, rings } };
}

function at(url: string): Project {
  return { ...options.project, config: { ...options.project.config, repository: { url, branch: 'main' } } };
}

async function argocd(changes: Partial<PlanOptions>): Promise<ArgoCdPlan> {
  const { argocd: plan } = await planDayZero({ ...options, ...changes });
  if (plan === undefined) throw new Error('nothing is planned for Argo CD');
  return plan;
}
