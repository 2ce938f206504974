import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
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
  for (const words of [['dev/dev-1', '--preview'], ['dev/dev-1', '--yes'], ['dev/dev-1', '--yes']]) {
    const t = performance.now();
    const o = await project.stele('bootstrap', ...words);
    console.log(words.join(' '), o.code, Math.round(performance.now() - t), o.stdout.slice(0, 6000), o.stderr);
  }
});
