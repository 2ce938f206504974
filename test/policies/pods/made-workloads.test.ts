import { describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import type { KubeObject } from '../../../model/kube.ts';
import { ownRules } from '../../../pipeline/check/rules.ts';
import { schemaCatalogs } from '../../../pipeline/check/schema-catalogs.ts';
import { Evaluator } from '../../../policies/evaluator.ts';
import { madeWorkloads } from '../../../policies/pods/made-workloads.ts';
import { isFields } from '../../../policies/read.ts';

const evaluator = new Evaluator({
  rules: (await ownRules()).filter(({ kind }) => kind !== 'graph'),
  options: { settings: {} },
  schemas: schemaCatalogs(),
});

const KINDS = ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'] as const;
type Kind = (typeof KINDS)[number];
const MAIN = {
  Prometheus: 'prometheus',
  PrometheusAgent: 'prometheus',
  Alertmanager: 'alertmanager',
  ThanosRuler: 'thanos-ruler',
};

/** Without fault, as far as the operator lets one say it. */
const GOOD = {
  image: `example.com/prometheus:v3.5.0@sha256:${'1'.repeat(64)}`,
  imagePullPolicy: 'IfNotPresent',
  serviceAccountName: 'prometheus',
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  hostUsers: false,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 10001,
    runAsGroup: 10001,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  resources: {
    requests: { cpu: '100m', memory: '1Gi', 'ephemeral-storage': '64Mi' },
    limits: { memory: '1Gi', 'ephemeral-storage': '64Mi' },
  },
  storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: '1Gi' } } } } },
  containers: [{ name: 'config-reloader', resources: { limits: { 'ephemeral-storage': '64Mi' } } }],
  initContainers: [{ name: 'init-config-reloader', resources: { limits: { 'ephemeral-storage': '64Mi' } } }],
};

function resource(kind: Kind, spec: object): KubeObject {
  const labels = { 'app.kubernetes.io/name': 'main', 'app.kubernetes.io/instance': 'main' };
  return {
    apiVersion: `monitoring.coreos.com/${kind === 'PrometheusAgent' ? 'v1alpha1' : 'v1'}`,
    kind,
    metadata: { name: 'main', namespace: 'monitoring', labels },
    spec,
  };
}

/** What is found about the pods: the rule, and where it points. */
function found(object: KubeObject, others: readonly KubeObject[] = []): readonly string[] {
  const cluster = { objects: [object, ...others], kubernetes: '1.36', tier: 'production', complete: true } as const;
  return evaluator
    .evaluate(cluster)
    .filter((one) => one.object === object && one.waivedAt !== undefined)
    .map(({ rule, pointer }) => `${rule.id} ${pointer}`);
}

describe.each(KINDS)('the pods of a %s', (kind) => {
  const good = kind === 'ThanosRuler' ? { ...GOOD, initContainers: [] } : GOOD;
  const unsaid =
    kind === 'ThanosRuler'
      ? ['no-service-account-token /spec', 'require-liveness /spec', 'require-readiness /spec']
      : ['require-scratch-limit /spec'];

  test('break only what nobody can say of them', () => {
    expect(found(resource(kind, good))).toEqual(unsaid);
  });

  test.each([
    ['an image without a digest', { image: 'example.com/prometheus:v3' }, 'require-digest /spec/image'],
    ['no image', { image: undefined }, 'require-digest /spec/image'],
    [
      'a container that is privileged',
      { containers: [{ name: MAIN[kind], securityContext: { privileged: true } }] },
      'no-privileged /spec/containers/0/securityContext/privileged',
    ],
    [
      'the user root',
      { securityContext: { ...GOOD.securityContext, runAsUser: 0 } },
      'require-non-root /spec/securityContext/runAsUser',
    ],
    [
      'any user',
      { securityContext: { ...GOOD.securityContext, runAsNonRoot: undefined } },
      'require-non-root /spec/securityContext/runAsNonRoot',
    ],
    [
      'no seccomp profile',
      { securityContext: { ...GOOD.securityContext, seccompProfile: undefined } },
      'require-seccomp /spec/securityContext/seccompProfile/type',
    ],
    [
      'a path of the node',
      { volumes: [{ name: 'x', hostPath: { path: '/' } }] },
      'no-host-path /spec/volumes/0/hostPath',
    ],
    [
      'no memory limit',
      { resources: { requests: GOOD.resources.requests } },
      'require-memory-limit /spec/resources/limits/memory',
    ],
    [
      'storage without a limit',
      { storage: { emptyDir: {} } },
      'require-scratch-limit /spec/storage/emptyDir/sizeLimit',
    ],
    ['storage that nobody says', { storage: undefined }, 'require-scratch-limit /spec/storage'],
    ['no ServiceAccount', { serviceAccountName: undefined }, 'no-default-service-account /spec/serviceAccountName'],
    ['an update by hand', { updateStrategy: { type: 'OnDelete' } }, 'require-rolling-update /spec/updateStrategy/type'],
    ['replicas that nothing spreads', { replicas: 2 }, 'require-spread /spec/topologySpreadConstraints'],
    [
      'a file system that can be written',
      { containers: [{ name: 'config-reloader', securityContext: { readOnlyRootFilesystem: false } }] },
      'require-read-only-root /spec/containers/0/securityContext/readOnlyRootFilesystem',
    ],
  ] as const)('are found with %s', (_, more, expected) => {
    expect(found(resource(kind, { ...good, ...more }))).toContain(expected);
    expect(found(resource(kind, good))).not.toContain(expected);
  });
});

describe('the pods of a Prometheus', () => {
  test.each([
    ['the network of the node', { hostNetwork: true }, 'no-host-namespaces /spec/hostNetwork'],
    [
      'processes that containers share',
      { reloadStrategy: 'ProcessSignal' },
      'no-share-process-namespace /spec/reloadStrategy',
    ],
    ['a file of queries', { queryLogFile: 'queries.log' }, 'require-scratch-limit /spec/queryLogFile'],
    ['a sidecar of Thanos without a digest', { thanos: { image: 'thanos:v1' } }, 'require-digest /spec/thanos/image'],
    [
      'a Secret in a variable',
      { thanos: { objectStorageConfig: { name: 'x', key: 'y' } } },
      'no-secrets-in-env /spec/thanos/objectStorageConfig/valueFrom/secretKeyRef',
    ],
  ] as const)('are found with %s', (_, more, expected) => {
    expect(found(resource('Prometheus', { ...GOOD, ...more }))).toContain(expected);
  });

  test('are spread by the labels that an option of the operator adds', () => {
    const term = {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'ScheduleAnyway',
      additionalLabelSelectors: 'OnResource',
    };
    const object = resource('Prometheus', { ...GOOD, replicas: 2, topologySpreadConstraints: [term] });
    expect(found(object)).toEqual(['require-scratch-limit /spec']);
  });

  test('have the sidecar that the operator of the cluster is told', () => {
    const args = ['--prometheus-config-reloader=example.com/reloader:v1', '--config-reloader-memory-limit=0'];
    const containers = [{ name: 'operator', image: 'example.com/prometheus-operator:v0.90.1', args }];
    const operator = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'prometheus-operator' },
      spec: { template: { spec: { containers } } },
    };
    expect(found(resource('Prometheus', GOOD), [operator])).toEqual(
      expect.arrayContaining([
        'require-digest /spec/containers/0/image',
        'require-digest /spec/initContainers/0/image',
        'require-memory-limit /spec/containers/0/resources/limits/memory',
        'require-liveness /spec/containers/0/livenessProbe',
      ]),
    );
  });
});

describe('the pods of Argo Rollouts', () => {
  const spec = { containers: [{ name: 'x', image: 'x', securityContext: { privileged: true } }] };

  test.each([
    ['Experiment', { templates: [{ name: 'a', template: { spec } }] }, '/spec/templates/0/template'],
    [
      'ClusterAnalysisTemplate',
      {
        metrics: [
          { name: 'web', provider: { web: {} } },
          { name: 'job', provider: { job: { spec: { template: { spec } } } } },
        ],
      },
      '/spec/metrics/1/provider/job/spec/template',
    ],
  ])('are found where a %s says them', (kind, content, place) => {
    const object = { apiVersion: 'argoproj.io/v1alpha1', kind, metadata: { name: 'x' }, spec: content };
    expect(found(object)).toContain(`no-privileged ${place}/spec/containers/0/securityContext/privileged`);
    expect(madeWorkloads(object, undefined).map(({ annotations }) => annotations)).toEqual([
      `${place}/metadata/annotations`,
    ]);
  });
});

test.each([
  'apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {}\nspec: {containers: [1, null, {name: 7}], volumes: [x], podMetadata: 3, storage: 4, thanos: []}',
  'apiVersion: monitoring.coreos.com/v1\nkind: Alertmanager\nmetadata: {labels: 1}\nspec: {resources: [], securityContext: "", topologySpreadConstraints: [1]}',
  'apiVersion: argoproj.io/v1alpha1\nkind: Experiment\nmetadata: {}\nspec: {templates: [1, {template: {spec: {}}}]}',
])('whatever somebody wrote, it is judged: %#', (yaml) => {
  const object = load(yaml);
  if (!isFields(object)) throw new Error('no object');
  expect(() => found(object as unknown as KubeObject)).not.toThrow();
});
