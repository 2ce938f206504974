import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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
  const run = async () => { const t = performance.now(); const o = await project.stele('bootstrap', 'test/test-1', '--yes'); console.log(o.code, Math.round(performance.now() - t), o.stdout.slice(-200), o.stderr); };
  await run();
  await cluster.stop();
  cluster = await startCluster();
  await project.set('test-1', 'kubeconfig', readFileSync(cluster.kubeconfig('installer'), 'utf8'), true);
  await run();
  const env = (project as any).environment ?? {};
  writeFileSync('/tmp/day0/env.json', JSON.stringify({ root: project.root, env, kubeconfig: cluster.kubeconfig('installer') }));
  for (;;) { await new Promise((r) => setTimeout(r, 500)); if (existsSync('/tmp/day0/stop')) break; }
}, 3600000);
