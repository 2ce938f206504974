import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadProject, type Project } from '../../pipeline/index.ts';
import { type Deployment, deploy } from '../../tools/cluster/deployment.ts';
import type { GitRepository } from '../../tools/cluster/git-repository.ts';
import { serveManifests } from '../../tools/cluster/served-manifests.ts';
import { ROOT } from './support/rendered.ts';

const CLUSTER = 'prod-eu-1';

let running: Deployment<GitRepository>;

beforeAll(async () => {
  const project = await loadProject(ROOT);
  running = await deploy({
    environment: environmentOf(project),
    cluster: CLUSTER,
    branch: project.config.repository.branch,
    repository: (folder) =>
      serveManifests({ folder, manifests: join(ROOT, 'manifests'), repository: project.config.repository }),
  });
  // the kinds of the Prometheus operator come from one of the Applications, after objects that need them
  await running.settled({ timeout: 240_000, poke: false });
}, 300_000);

afterAll(() => running?.stop());

describe('the root Application of a production cluster', () => {
  it('brings all Applications to Synced and Healthy, and they stay so without another sync', async () => {
    const before = await syncs();

    await running.argocd.webhook();
    await running.settled();

    expect(await syncs()).toEqual(before);
  });

  it('runs the migration of a stack at its first installation', async () => {
    const jobs = await running.cluster.as('installer').list('/apis/batch/v1/namespaces/catalog/jobs');

    expect(jobs.map(({ metadata, status }) => [metadata.name, status.succeeded])).toEqual([['catalog-migrate', 1]]);
  });

  it('has no pod refused', async () => {
    const events = await running.cluster.as('installer').list('/api/v1/events');

    expect(events.filter(({ reason }) => reason === 'FailedCreate').map(({ message }) => message)).toEqual([]);
  });

  it('is written by Argo CD, controllers and the installer only', () => {
    const writers = new Set(auditEvents().map(({ user }) => user.username));

    const known = [running.argocd.user, 'installer', 'kwok', /^system:(kube-|apiserver$|serviceaccount:kube-system:)/];
    const strangers = [...writers].filter((name) => !known.some((one) => name === one || matches(one, name)));
    expect(strangers).toEqual([]);
    expect(writers).toContain(running.argocd.user);
  });
});

function environmentOf(project: Project) {
  const environment = project.environments.find(({ clusters }) => clusters.some(({ name }) => name === CLUSTER));
  if (environment === undefined) throw new Error(`no environment has a cluster ${CLUSTER}`);
  return environment;
}

/** How often each Application was synced, by name. */
async function syncs(): Promise<Readonly<Record<string, number>>> {
  const applications = await running.argocd.applications();
  return Object.fromEntries(applications.map(({ metadata, status }) => [metadata.name, status.history?.length ?? 0]));
}

interface AuditEvent {
  readonly user: { readonly username: string };
}

function auditEvents(): readonly AuditEvent[] {
  const lines = readFileSync(running.cluster.audit, 'utf8').split('\n');
  // the last line may be written right now
  return lines.slice(0, -1).map((line) => JSON.parse(line) as AuditEvent);
}

function matches(pattern: string | RegExp, name: string): boolean {
  return pattern instanceof RegExp && pattern.test(name);
}
