import { afterAll, it } from '@jest/globals';
import { startCluster, type Cluster } from '../../tools/cluster/cluster.ts';
import { startKubernetesProvider, type KubernetesProvider } from '../bootstrap/support/kubernetes-provider.ts';
import { DayZeroProject } from './support/day-zero-project.ts';
let cluster: Cluster, provider: KubernetesProvider, project: DayZeroProject;
afterAll(async () => { await cluster?.stop(); provider?.stop(); project?.remove(); });
it('slice', async () => {
  cluster = await startCluster();
  provider = await startKubernetesProvider();
  project = await DayZeroProject.start('tok', provider.environment);
  await project.configure('test-1', cluster.kubeconfig('installer'), 'tok');
  const run = async (...w: string[]) => { const t = performance.now(); const o = await project.stele('bootstrap', 'test/test-1', '--yes', ...w); process.stderr.write([o.code, Math.round(performance.now() - t), o.stdout.slice(-400), o.stderr].join(' | ') + '\n'); };
  await run();
  await project.pulumi('stack', 'rm', '--force', '--yes', 'test-1');
  await project.configure('test-1', cluster.kubeconfig('installer'), 'tok');
  await run();
  await run('--adopt');
  await run();
}, 3600000);
