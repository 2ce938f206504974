import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ArgoCdPlan } from '../../bootstrap/day-zero.ts';
import { type PlanOptions, planDayZero } from '../../bootstrap/plan-day-zero.ts';
import type { Settings } from '../../bootstrap/settings.ts';
import { loadProject, type Project } from '../../pipeline/load.ts';
import { temporaryFolder } from '../cli/binary.ts';
import { CHECKOUT } from '../support/project-folder.ts';

const MANIFEST = `
apiVersion: v1
kind: ConfigMap
metadata: { name: argocd-cm }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: argocd-ssh-known-hosts-cm }
data: { ssh_known_hosts: "github.com ssh-ed25519 AAAA" }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: argocd-server }
spec: { template: { spec: { containers: [{ name: argocd-server, image: "quay.io/argoproj/argocd:v3.5.3" }] } } }
`;

let options: PlanOptions;
beforeAll(async () => {
  const project = await loadProject(CHECKOUT);
  const environment = project.environments.find(({ name }) => name === 'dev');
  const [cluster] = environment?.clusters ?? [];
  if (environment === undefined || cluster === undefined) throw new Error('there is no cluster in dev');
  const folder = temporaryFolder();
  const from = join(folder, 'install.yaml');
  writeFileSync(from, MANIFEST);
  const sha256 = createHash('sha256').update(MANIFEST).digest('hex');
  const settings: Settings = {
    kubeconfig: 'any',
    login: { kind: 'public' },
    knownHosts: undefined,
    certificate: undefined,
    manifest: { from, sha256 },
    adopt: false,
    spoke: undefined,
  };
  options = { project, environment, cluster, settings, record: undefined, cache: folder };
});

describe('on a cluster that remembers nothing', () => {
  test('the release of the lock is installed, in the variant of the tree', async () => {
    expect((await argocd({})).record).toBe('v3.5.3/plain');
  });

  test('what day 0 keeps is no part of the install', async () => {
    const { objects, knownHosts } = await argocd({});

    expect(objects.map(({ metadata }) => metadata.name)).toEqual(['argocd-cm', 'argocd-server']);
    expect(knownHosts).toBe('github.com ssh-ed25519 AAAA');
  });

  test('an Argo CD that is adopted is not installed', async () => {
    const { objects, record } = await argocd({ settings: { ...options.settings, adopt: true } });

    expect({ objects, record }).toEqual({ objects: [], record: 'adopted' });
  });
});

test('a cluster keeps the release that it remembers, whatever the lock says', async () => {
  const release = { tag: 'v3.4.0', variant: 'plain' } as const;

  expect((await argocd({ record: { kind: 'installed', release } })).record).toBe('v3.4.0/plain');
});

test('what Pulumi has forgotten is adopted, not installed again', async () => {
  const record = { kind: 'installed', release: { tag: 'v3.4.0', variant: 'plain' } } as const;

  expect(await argocd({ record, settings: { ...options.settings, adopt: true } })).toMatchObject({
    objects: [],
    record: 'adopted',
  });
});

test('a cluster that was adopted once stays so without being told again', async () => {
  expect(await argocd({ record: { kind: 'adopted' } })).toMatchObject({ objects: [], record: 'adopted' });
});

test('a release that nobody knows is an error that says how to name its manifest', async () => {
  const release = { tag: 'v9.9.9', variant: 'plain' } as const;
  const settings = { ...options.settings, manifest: undefined };

  await expect(planDayZero({ ...options, settings, record: { kind: 'installed', release } })).rejects.toThrow(
    'Argo CD v9.9.9: has no install manifest that is known here; set one: pulumi config set manifest URL',
  );
});

describe('over SSH', () => {
  test('a host whose keys Argo CD knows needs no more', async () => {
    expect((await argocd({ project: at('git@github.com:acme/platform.git') })).knownHosts).toContain('github.com');
  });

  test('any other has to be named', async () => {
    await expect(argocd({ project: at('ssh://git@git.example.com:2222/acme/platform.git') })).rejects.toThrow(
      'knownHosts: has no key of git.example.com',
    );
    const settings = { ...options.settings, knownHosts: '[git.example.com]:2222 ssh-ed25519 AAAA' };
    const project = at('ssh://git@git.example.com:2222/acme/platform.git');
    expect((await argocd({ project, settings })).knownHosts).toBe('[git.example.com]:2222 ssh-ed25519 AAAA');
  });
});

function at(url: string): Project {
  return { ...options.project, config: { ...options.project.config, repository: { url, branch: 'main' } } };
}

async function argocd(changes: Partial<PlanOptions>): Promise<ArgoCdPlan> {
  const { argocd: plan } = await planDayZero({ ...options, ...changes });
  if (plan === undefined) throw new Error('nothing is planned for Argo CD');
  return plan;
}
