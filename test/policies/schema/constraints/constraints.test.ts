import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import type { KubeObject } from '../../../../model/kube.ts';
import { schemaCatalogs } from '../../../../pipeline/check/schema-catalogs.ts';
import { validate } from '../../../../policies/schema/validate.ts';

const catalog = schemaCatalogs()('1.36');

/** Each with one mistake that the schema cannot see, and where it is. */
const MISTAKES: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  Pod: [
    ['two containers of one name', 'containers: [{name: a, image: a}, {name: a, image: a}]', '/spec/containers/1/name'],
    [
      'an init container of the same name',
      'containers: [{name: a, image: a}], initContainers: [{name: a, image: a}]',
      '/spec/initContainers/0/name',
    ],
    ['no image', 'containers: [{name: a}]', '/spec/containers/0'],
    [
      'a port out of range',
      'containers: [{name: a, image: a, ports: [{containerPort: 70000}]}]',
      '/spec/containers/0/ports/0/containerPort',
    ],
    [
      'a volume that is not there',
      'containers: [{name: a, image: a, volumeMounts: [{name: v, mountPath: /v}]}]',
      '/spec/containers/0/volumeMounts/0/name',
    ],
    [
      'a path mounted twice',
      'containers: [{name: a, image: a, volumeMounts: [{name: v, mountPath: /v}, {name: v, mountPath: /v}]}], volumes: [{name: v}]',
      '/spec/containers/0/volumeMounts/1/mountPath',
    ],
    [
      'two sources',
      'containers: [{name: a, image: a}], volumes: [{name: v, emptyDir: {}, secret: {secretName: a}}]',
      '/spec/volumes/0/secret',
    ],
    [
      'two volumes of one name',
      'containers: [{name: a, image: a}], volumes: [{name: v}, {name: v}]',
      '/spec/volumes/1/name',
    ],
    [
      'a probe of no kind',
      'containers: [{name: a, image: a, livenessProbe: {periodSeconds: 3}}]',
      '/spec/containers/0/livenessProbe',
    ],
    [
      'more asked for than allowed',
      'containers: [{name: a, image: a, resources: {requests: {cpu: 2}, limits: {cpu: 1500m}}}]',
      '/spec/containers/0/resources/requests/cpu',
    ],
    [
      'a resource that is none',
      'containers: [{name: a, image: a, resources: {limits: {ram: 1Gi}}}]',
      '/spec/containers/0/resources/limits/ram',
    ],
    [
      'a variable with value and source',
      'containers: [{name: a, image: a, env: [{name: A, value: a, valueFrom: {secretKeyRef: {name: a, key: a}}}]}]',
      '/spec/containers/0/env/0/valueFrom',
    ],
    [
      'a probe of an init container',
      'containers: [{name: a, image: a}], initContainers: [{name: b, image: b, livenessProbe: {exec: {command: [a]}}}]',
      '/spec/initContainers/0/livenessProbe',
    ],
    [
      'a toleration of nothing',
      'containers: [{name: a, image: a}], tolerations: [{effect: NoSchedule}]',
      '/spec/tolerations/0',
    ],
    [
      'a selector that cannot be',
      'containers: [{name: a, image: a}], affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, labelSelector: {matchExpressions: [{key: a, operator: In}]}}]}}',
      '/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/0/labelSelector/matchExpressions/0',
    ],
  ],
  Service: [
    ['no ports', 'selector: {a: b}', '/spec'],
    ['ports without names', 'ports: [{port: 80}, {name: b, port: 81}]', '/spec/ports/0'],
    ['a node port of a ClusterIP', 'ports: [{port: 80, nodePort: 30000}]', '/spec/ports/0/nodePort'],
    ['no name to lead to', 'type: ExternalName', '/spec/externalName'],
  ],
  NetworkPolicy: [
    ['a peer that is nobody', 'podSelector: {}, ingress: [{from: [{}]}]', '/spec/ingress/0/from/0'],
    [
      'a network that is none',
      'podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0}}]}]',
      '/spec/egress/0/to/0/ipBlock/cidr',
    ],
    [
      'an exception from elsewhere',
      'podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]',
      '/spec/egress/0/to/0/ipBlock/except/0',
    ],
  ],
  PodDisruptionBudget: [['both bounds', 'minAvailable: 1, maxUnavailable: 1', '/spec/maxUnavailable']],
  PersistentVolumeClaim: [['no size', 'accessModes: [ReadWriteOnce]', '/spec']],
};

const VERSIONS: Readonly<Record<string, string>> = {
  NetworkPolicy: 'networking.k8s.io/v1',
  PodDisruptionBudget: 'policy/v1',
};

describe.each(Object.entries(MISTAKES))('a %s', (kind, mistakes) => {
  it.each(mistakes)('with %s', (_, spec, pointer) => {
    expect(pointers(kind, VERSIONS[kind] ?? 'v1', load(`{${spec}}`))).toEqual([pointer]);
  });
});

describe('a workload', () => {
  const template = '{metadata: {labels: {a: b}}, spec: {restartPolicy: POLICY, containers: [{name: a, image: a}]}}';
  const of = (policy: string) => template.replace('POLICY', policy);

  it.each([
    ['a Job that never ends', 'Job', 'batch/v1', `{template: ${of('Always')}}`, '/spec/template/spec/restartPolicy'],
    [
      'a Deployment that ends',
      'Deployment',
      'apps/v1',
      `{selector: {matchLabels: {a: b}}, template: ${of('Never')}}`,
      '/spec/template/spec/restartPolicy',
    ],
    [
      'a Deployment that replaces nothing',
      'Deployment',
      'apps/v1',
      `{strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0%}}, selector: {matchLabels: {a: b}}, template: ${of('Always')}}`,
      '/spec/strategy/rollingUpdate/maxUnavailable',
    ],
    [
      'a CronJob at no time',
      'CronJob',
      'batch/v1',
      `{schedule: '61 * * * *', jobTemplate: {spec: {template: ${of('Never')}}}}`,
      '/spec/schedule',
    ],
  ])('is told: %s', (_, kind, apiVersion, spec, pointer) => {
    expect(pointers(kind, apiVersion, load(spec))).toEqual([pointer]);
  });

  it('mounts the claims of its own templates', () => {
    const spec = `{selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a, volumeMounts: [{name: data, mountPath: /d}]}]}},
      volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]}`;
    expect(pointers('StatefulSet', 'apps/v1', load(spec))).toEqual([]);
  });
});

function pointers(kind: string, apiVersion: string, spec: unknown): string[] {
  const object: KubeObject = { apiVersion, kind, metadata: { name: 'a' }, spec };
  const known = catalog.kind(apiVersion, kind);
  if (known === undefined) throw new TypeError(`there is no kind ${kind}`);
  return validate(catalog, known, object).map((problem) => problem.pointer);
}
