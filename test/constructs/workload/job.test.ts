import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { RestartPolicy } from 'cdk8s-plus-28';
import { ImmutableJob, type ImmutableJobProps } from '../../../constructs/workload/index.ts';
import { contentHash } from '../../../model/hash.ts';
import { IMAGE, objectOf, type TestObject, testChart } from '../../support/stack-chart.ts';
import { HARDENED, labelsOf, POD } from './expected.ts';

const spec = {
  backoffLimit: 3,
  podReplacementPolicy: 'Failed',
  podFailurePolicy: {
    rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
  },
  template: {
    metadata: { labels: labelsOf('import') },
    spec: {
      ...POD,
      serviceAccountName: 'import',
      restartPolicy: 'Never',
      containers: [{ ...HARDENED, name: 'import' }],
    },
  },
};

test('an immutable Job is named by its content', () => {
  expect(job({})).toEqual({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `import-${contentHash({ apiVersion: 'batch/v1', kind: 'Job', spec })}`,
      namespace: 'shop',
      labels: labelsOf('import'),
      annotations: { 'stele.dev/stem': 'import' },
    },
    spec,
  });
});

test('other content is another Job', () => {
  expect(job({ backoffLimit: 1 }).metadata.name).not.toBe(job({}).metadata.name);
});

test('patches and waivers of the pods are part of the content', () => {
  const chart = testChart();
  const once = new ImmutableJob(chart, 'import', { containers: [{ image: IMAGE }] });
  once.patch({ op: 'add', path: '/spec/template/spec/hostUsers', value: false });
  once.waive('require-high-uid', { reason: 'old image', owner: 'web', until: '2027-01-31' });
  const object = objectOf(chart, 'Job');
  expect(object.metadata.name).toBe(`import-${contentHash(object)}`);
});

test('pods that are restarted in place have no failure policy, which the API server would refuse', () => {
  expect(job({ restartPolicy: RestartPolicy.ON_FAILURE }).spec).not.toHaveProperty('podFailurePolicy');
});

test('a time to live is refused', () => {
  expect(() => job({ ttlAfterFinished: Duration.hours(1) } as ImmutableJobProps)).toThrow(
    'shop/import: ttlAfterFinished would make Argo CD run the Job again when it is gone; leave it out',
  );
});

test('a name leaves room for the hash', () => {
  expect(() => new ImmutableJob(testChart(), 'j'.repeat(53))).toThrow(
    'has 53 characters; use at most 52, because the hash of its content comes behind it',
  );
});

describe('a hook', () => {
  test('before the workloads is an early wave of the sync, keeps its name and has a deadline', () => {
    expect(job({ hook: 'before' })).toEqual({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: 'import',
        namespace: 'shop',
        labels: labelsOf('import'),
        annotations: {
          'argocd.argoproj.io/hook': 'Sync',
          'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
          'argocd.argoproj.io/sync-wave': '-1',
        },
      },
      spec: { ...spec, activeDeadlineSeconds: 240 },
    });
  });

  test.each([
    ['during', 'Sync'],
    ['after', 'PostSync'],
  ] as const)("%s the sync is of Argo CD's phase %s", (hook, phase) => {
    expect(job({ hook }).metadata.annotations).toEqual({
      'argocd.argoproj.io/hook': phase,
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
    });
  });

  test('may take as long as it says', () => {
    expect(job({ hook: 'before', activeDeadline: Duration.minutes(10) }).spec).toMatchObject({
      activeDeadlineSeconds: 600,
    });
  });
});

function job(props: ImmutableJobProps): TestObject {
  const chart = testChart();
  new ImmutableJob(chart, 'import', { containers: [{ image: IMAGE }], ...props });
  return objectOf(chart, 'Job');
}
