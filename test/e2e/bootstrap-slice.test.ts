import { readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, it } from '@jest/globals';
import { startCluster, type Cluster } from '../../tools/cluster/cluster.ts';
import { component, folderOf } from '../../tools/component-cache.ts';
import { startKubernetesProvider, type KubernetesProvider } from '../bootstrap/support/kubernetes-provider.ts';
import { DayZeroProject } from './support/day-zero-project.ts';
let cluster: Cluster, provider: KubernetesProvider, project: DayZeroProject;
afterAll(async () => { await cluster?.stop(); provider?.stop(); project?.remove(); });
it('slice', async () => {
  cluster = await startCluster();
  provider = await startKubernetesProvider();
  project = new DayZeroProject('https://127.0.0.1:1/x.git', provider.environment);
  await project.pulumi('stack', 'init', 'dev-1');
  await project.set('dev-1', 'kubeconfig', readFileSync(cluster.kubeconfig('installer'), 'utf8'), true);
  await project.set('dev-1', 'repositoryAccess', 'public');
  await project.set('dev-1', 'manifest', join(folderOf(component('argocd')), 'manifests/install.yaml'));
  await project.set('dev-1', 'manifestSha256', '7efe2d6bbc03f63623640f1e4198f16c84009d510fb810ef71e56df1b7614ba9');
  const env = (project as any).environment ?? {};
  writeFileSync('/tmp/day0/env.json', JSON.stringify({ root: project.root, env, kubeconfig: cluster.kubeconfig('installer') }));
  for (;;) { await new Promise((r) => setTimeout(r, 500)); if (existsSync('/tmp/day0/stop')) break; }
}, 3600000);
