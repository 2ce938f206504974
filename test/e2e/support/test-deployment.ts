import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { rootApplication, rootProject } from '../../../constructs/argocd/index.ts';
import { loadProject, type Project } from '../../../pipeline/index.ts';
import { type ArgoCD, argoApplications } from '../../../tools/cluster/argo-cd.ts';
import type { Cluster } from '../../../tools/cluster/cluster.ts';
import { type Deployment, deploy, type Repository, settle } from '../../../tools/cluster/deployment.ts';
import { openGivenCluster, whyWithoutArgoCD } from '../../../tools/cluster/given-cluster.ts';
import { serveManifests } from '../../../tools/cluster/served-manifests.ts';
import { withKeptLogs } from './kept-logs.ts';
import { ROOT } from './rendered.ts';
import { GIVEN_KUBECONFIG } from './test-cluster.ts';

/** A cluster that runs what is rendered for it. */
export interface TestDeployment extends Pick<Deployment, 'settled' | 'stop'> {
  readonly cluster: Pick<Cluster, 'as'>;
  readonly argocd: Pick<ArgoCD, 'applications' | 'webhook'>;
  /** Where the requests to the API server are written down, and who Argo CD is there; of a given cluster nobody knows. */
  readonly audit?: { readonly file: string; readonly argocd: string };
}

/** The repository that the Argo CD of a given cluster can read: what is rendered for it, with its own address. */
const GIVEN_REPOSITORY = process.env.STELE_E2E_REPOSITORY || undefined;

/** Why nothing can be deployed, or undefined when it can. */
export function whyNoDeployment(): string | undefined {
  if (GIVEN_KUBECONFIG === undefined) return undefined;
  if (GIVEN_REPOSITORY === undefined) return 'STELE_E2E_REPOSITORY names no repository that Argo CD can read';
  return whyWithoutArgoCD(GIVEN_KUBECONFIG);
}

/** Has Argo CD deploy what is committed for a cluster: to a cluster that is started, or to the given one. */
export async function deployCommitted(cluster: string): Promise<TestDeployment> {
  const project = await loadProject(ROOT);
  return GIVEN_KUBECONFIG === undefined ? deployToOwn(project, cluster) : deployToGiven(project, cluster);
}

async function deployToOwn(project: Project, name: string): Promise<TestDeployment> {
  const { repository } = project.config;
  const running = await deploy({
    environment: environmentOf(project, name),
    cluster: name,
    branch: repository.branch,
    // so many seconds later Argo CD looks again at what came before its project, or before its kind
    resync: 30,
    // the kinds that are rendered and come with none of the Applications
    customResources: ['http-routes', 'secret-references'],
    repository: (folder) => serveManifests({ folder, manifests: join(ROOT, 'manifests'), repository }),
  });
  withKeptLogs(running.cluster);
  return { ...running, audit: { file: running.cluster.audit, argocd: running.argocd.user } };
}

/** The root Application is applied to what is there, and stays: `stop` takes only the tests' own access away. */
async function deployToGiven(project: Project, name: string): Promise<TestDeployment> {
  const environment = environmentOf(project, name);
  const config = { repository: { url: GIVEN_REPOSITORY ?? '', branch: project.config.repository.branch } };
  const cluster = await openGivenCluster(GIVEN_KUBECONFIG ?? '');
  const installer = cluster.as('installer');
  const folder = `${environment.name}/_clusters/${name}`;
  const objects = {
    appprojects: rootProject(config),
    applications: rootApplication({ cluster: name, environment, config, folder }),
  };
  try {
    for (const [plural, object] of Object.entries(objects)) {
      const { metadata } = object as { readonly metadata: { readonly name: string } };
      const path = `/apis/argoproj.io/v1alpha1/namespaces/argocd/${plural}/${metadata.name}`;
      await installer.patch(`${path}?fieldManager=stele-e2e&force=true`, 'apply', object);
    }
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  const argocd = argoApplications(installer);
  const remote = remoteRepository(config.repository);
  return { cluster, argocd, settled: (how) => settle(argocd, remote, how), stop: () => cluster.stop() };
}

function remoteRepository({ url, branch }: { readonly url: string; readonly branch: string }): Repository {
  return {
    url,
    head() {
      const { status, stdout, stderr } = spawnSync('git', ['ls-remote', '--', url, `refs/heads/${branch}`], {
        encoding: 'utf8',
      });
      const commit = /^[0-9a-f]+/.exec(stdout)?.[0];
      if (status !== 0 || commit === undefined) throw new Error(`${url} has no branch ${branch}: ${stderr.trim()}`);
      return commit;
    },
  };
}

function environmentOf(project: Project, cluster: string) {
  const environment = project.environments.find(({ clusters }) => clusters.some(({ name }) => name === cluster));
  if (environment === undefined) throw new Error(`no environment has a cluster ${cluster}`);
  return environment;
}
