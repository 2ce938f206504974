import { expect, test } from '@jest/globals';
import { ImmutableDeployment, patch } from '../../../constructs/workload/index.ts';
import { IMAGE, objectOf, objectsOf, testChart } from '../../support/stack-chart.ts';

test('operations change the hardened object, with fields of any Kubernetes version, and leave a mark', () => {
  const { chart, web } = deployment();
  web.patch(
    { op: 'add', path: '/spec/template/spec/hostUsers', value: false },
    { op: 'replace', path: '/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem', value: false },
    { op: 'remove', path: '/spec/template/spec/enableServiceLinks' },
    { op: 'test', path: '/spec/replicas', value: 2 },
    { op: 'copy', from: '/spec/replicas', path: '/spec/minReadySeconds' },
    { op: 'move', from: '/spec/revisionHistoryLimit', path: '/spec/paused' },
  );
  const { metadata, spec } = objectOf(chart, 'Deployment');
  expect(metadata.annotations).toEqual({ 'stele.dev/patched': '6' });
  expect(spec).toMatchObject({
    minReadySeconds: 2,
    paused: 3,
    template: { spec: { hostUsers: false, containers: [{ securityContext: { readOnlyRootFilesystem: false } }] } },
  });
  expect(spec).not.toHaveProperty('template.spec.enableServiceLinks');
  expect(spec).not.toHaveProperty('revisionHistoryLimit');
});

test('an object is merged, and null removes', () => {
  const { chart, web } = deployment();
  web.patch({ spec: { revisionHistoryLimit: null, template: { spec: { hostUsers: false } } } });
  const { metadata, spec } = objectOf(chart, 'Deployment');
  expect(metadata.annotations).toEqual({ 'stele.dev/patched': '1' });
  expect(spec).toMatchObject({ replicas: 2, template: { spec: { hostUsers: false, serviceAccountName: 'web' } } });
  expect(spec).not.toHaveProperty('revisionHistoryLimit');
});

test('patches of several calls add up', () => {
  const { chart, web } = deployment();
  web.patch({ spec: { paused: true } });
  patch(web, { op: 'remove', path: '/spec/paused' });
  expect(objectOf(chart, 'Deployment').metadata.annotations).toEqual({ 'stele.dev/patched': '2' });
});

test('what is made for a workload can be patched, too', () => {
  const { chart, web } = deployment();
  patch(web.node.findChild('disruption-budget'), { spec: { maxUnavailable: 2 } });
  expect(objectOf(chart, 'PodDisruptionBudget')).toMatchObject({
    metadata: { annotations: { 'stele.dev/patched': '1' } },
    spec: { maxUnavailable: 2 },
  });
});

test('an operation that does not apply names the object and the path', () => {
  const { chart, web } = deployment();
  web.patch({ op: 'remove', path: '/spec/nothing' });
  expect(() => objectsOf(chart)).toThrow(/^Deployment web: patch remove \/spec\/nothing does not apply: .*; compare/);
});

function deployment(): { chart: ReturnType<typeof testChart>; web: ImmutableDeployment } {
  const chart = testChart();
  return { chart, web: new ImmutableDeployment(chart, 'web', { containers: [{ image: IMAGE }] }) };
}
