import { expect, test } from '@jest/globals';
import type { UnfinishedObject } from '../../../constructs/after-json.ts';
import { apiServer } from '../../../constructs/network/index.ts';
import { hoistHookNeeds, ImmutableDeployment, ImmutableJob } from '../../../constructs/workload/index.ts';
import { IMAGE, objectsOf, testChart } from '../../support/stack-chart.ts';

test('what a hook before the workloads needs is applied in its wave, everything else after it', () => {
  const chart = testChart();
  const migrate = new ImmutableJob(chart, 'migrate', { hook: 'before', containers: [{ image: IMAGE }] });
  migrate.allowTo(apiServer());
  new ImmutableDeployment(chart, 'web', { containers: [{ image: IMAGE }] });
  const objects = [
    object('Namespace', 'shop'),
    object('ConfigMap', 'site'),
    ...(objectsOf(chart) as UnfinishedObject[]),
  ];
  hoistHookNeeds(objects);
  expect(waves(objects)).toEqual({
    'Namespace shop': '-1',
    'ConfigMap site': '-1',
    'Job migrate': '-1',
    'ServiceAccount migrate': '-1',
    'NetworkPolicy migrate-to-api-server': '-1',
    'Deployment web': undefined,
    'ServiceAccount web': '-1',
    'PodDisruptionBudget web': undefined,
  });
});

test('of secrets and claims, only those that the hook uses are applied early', () => {
  const chart = testChart();
  const volume = (name: string, source: Record<string, unknown>) => ({ toVolume: () => ({ name, volume: source }) });
  new ImmutableJob(chart, 'migrate', {
    hook: 'before',
    containers: [
      {
        image: IMAGE,
        mounts: {
          '/secrets': volume('secret', { secret: { secretName: 'db' } }),
          '/data': volume('data', { persistentVolumeClaim: { claimName: 'dump' } }),
        },
      },
    ],
  });
  const objects = [
    object('ExternalSecret', 'database', { target: { name: 'db' } }),
    object('ExternalSecret', 'other'),
    object('PersistentVolumeClaim', 'dump'),
    object('PersistentVolumeClaim', 'data'),
    ...(objectsOf(chart) as UnfinishedObject[]),
  ];
  hoistHookNeeds(objects);
  expect(waves(objects)).toMatchObject({
    'ExternalSecret database': '-1',
    'ExternalSecret other': undefined,
    'PersistentVolumeClaim dump': '-1',
    'PersistentVolumeClaim data': undefined,
  });
});

test('a wave that an object has already stays', () => {
  const chart = testChart();
  new ImmutableJob(chart, 'migrate', { hook: 'before', containers: [{ image: IMAGE }] });
  const early = object('ConfigMap', 'site');
  early.metadata.annotations = { 'argocd.argoproj.io/sync-wave': '-5' };
  hoistHookNeeds([early, ...(objectsOf(chart) as UnfinishedObject[])]);
  expect(early.metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '-5' });
});

test('without a hook before the workloads nothing has a wave', () => {
  const chart = testChart();
  new ImmutableJob(chart, 'report', { hook: 'after', containers: [{ image: IMAGE }] });
  const objects = objectsOf(chart) as UnfinishedObject[];
  hoistHookNeeds(objects);
  expect(Object.values(waves(objects))).toEqual([undefined, undefined]);
});

function object(kind: string, name: string, spec?: object): UnfinishedObject {
  return { apiVersion: 'v1', kind, metadata: { name }, ...(spec === undefined ? {} : { spec }) };
}

function waves(objects: readonly UnfinishedObject[]): Record<string, string | undefined> {
  return Object.fromEntries(
    objects.map(({ kind, metadata }) => [
      `${kind} ${metadata.name}`,
      metadata.annotations?.['argocd.argoproj.io/sync-wave'],
    ]),
  );
}
