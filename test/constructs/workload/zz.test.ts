import { test } from '@jest/globals';
import { ImmutableDeployment, ImmutableStatefulSet,ImmutableJob,ImmutableCronJob,ImmutableDaemonSet,http } from '../../../constructs/workload/index.ts';
import { IMAGE, objectsOf, testChart } from '../../support/stack-chart.ts';
test('x', () => {
  const chart = testChart();
  const containers = [{ image: IMAGE, ports: {http: 9898}}];
  const redis = new ImmutableStatefulSet(chart, 'redis', { containers, claims: {'/data': {size:'1Gi'}} });
  const web = new ImmutableDaemonSet(chart, 'web', { containers, tolerations: [{key:'x', effect:'NoSchedule'}] });
  web.connections.allowTo(redis);
  new ImmutableJob(chart, 'once', { containers: [{image: IMAGE}] });
  new ImmutableJob(chart, 'migrate', { containers: [{image: IMAGE}], hook: 'PreSync' });
  new ImmutableCronJob(chart, 'report', { containers: [{image: IMAGE}], schedule: '0 3 * * *' });
  console.log(JSON.stringify(objectsOf(chart), null, 1));
});
