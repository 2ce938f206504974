import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import type { KubeObject } from '../../../model/kube.ts';
import { ownRules } from '../../../pipeline/check/rules.ts';
import { schemaCatalogs } from '../../../pipeline/check/schema-catalogs.ts';
import { Evaluator } from '../../../policies/evaluator.ts';
import type { Rule } from '../../../policies/rule.ts';

/** What one cluster runs, as it is committed. */
const root = new URL('../../../', import.meta.url).pathname;
const files = new Map<KubeObject, string>();
for (const folder of ['manifests/staging/_clusters', 'manifests/staging/ring-0']) {
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // what Stele rendered
    files.set(load(readFileSync(path, 'utf8')) as KubeObject, path.slice(root.length));
  }
}

let rules: readonly Rule[];

beforeAll(async () => {
  rules = (await ownRules()).filter(({ kind, id }) => kind === 'graph' || id === 'require-pod-security-label');
});

/** Rule, object and pointer of what is found in the tree after a change. */
function found(change: (object: KubeObject) => KubeObject | undefined): string[] {
  const standing = new Map<KubeObject, string>();
  for (const [object, file] of files) {
    const changed = change(structuredClone(object));
    if (changed !== undefined) standing.set(changed, file);
  }
  const evaluator = new Evaluator({ rules, options: { settings: {} }, schemas: schemaCatalogs() });
  const violations = evaluator.evaluate({
    objects: [...standing.keys()],
    kubernetes: '1.36',
    tier: 'staging',
    complete: true,
    places: {
      repository: 'https://github.com/stele-dev/stele.git',
      folderOf: (object) => standing.get(object)?.split('/').slice(0, -1).join('/'),
      fileOf: (object) => standing.get(object),
    },
  });
  return violations.map(({ rule, object, pointer }) => `${rule.id} ${object.kind}/${object.metadata.name} ${pointer}`);
}

function without(kind: string, name: string | RegExp) {
  return (object: KubeObject) => {
    const { namespace, name: own } = object.metadata;
    const key = namespace === undefined ? own : `${namespace}/${own}`;
    const hit = object.kind === kind && (typeof name === 'string' ? key === name : name.test(key));
    return hit ? undefined : object;
  };
}

test('the committed tree satisfies every graph rule', () => {
  expect(found((object) => object)).toEqual([]);
});

describe('a tree that lacks', () => {
  test.each([
    ['ServiceAccount', 'podinfo/podinfo', ['valid-service-account Deployment/podinfo']],
    ['PodDisruptionBudget', 'podinfo/podinfo', ['require-disruption-budget Deployment/podinfo']],
    ['Service', 'podinfo/podinfo', ['valid-route-backend HTTPRoute/podinfo']],
    ['Service', 'redis/redis-headless', ['valid-stateful-service StatefulSet/redis']],
    ['ExternalSecret', 'catalog/catalog-signing', ['valid-config-reference Deployment/catalog']],
    ['ConfigMap', /^redis\/redis-conf/, ['valid-config-reference StatefulSet/redis']],
    ['Role', 'report/report', ['valid-role-reference RoleBinding/report']],
    ['NetworkPolicy', 'report/default-deny', ['require-network-policy CronJob/report']],
    ['AppProject', 'argocd/web', ['valid-application Application/']],
    ['Alertmanager', 'monitoring/monitoring', ['valid-monitor PodMonitor/alertmanager', 'valid-monitor Prometheus/']],
    ['StatefulSet', 'redis/redis', ['valid-service-selector Service/redis', 'valid-network-policy NetworkPolicy/']],
    ['Namespace', 'nginx', ['valid-namespace Deployment/nginx']],
  ])('%s %s is found out', (kind, name, expected) => {
    const all = found(without(kind, name));
    for (const one of expected) expect(all).toContainEqual(expect.stringContaining(one));
  });
});

test('a Namespace that can be pruned at once is found out', () => {
  const bare = (object: KubeObject): KubeObject =>
    object.kind === 'Namespace' && object.metadata.name === 'redis'
      ? { ...object, metadata: { ...object.metadata, annotations: {} } }
      : object;
  expect(found(bare)).toEqual(['valid-removal Namespace/redis /metadata/annotations/argocd.argoproj.io~1sync-options']);
});

test('an autoscaled workload whose Application does not ignore its replicas is found out', () => {
  const strict = (object: KubeObject): KubeObject => {
    if (object.kind !== 'Application') return object;
    // an Application
    const { ignoreDifferences: _, ...spec } = object.spec as Record<string, unknown>;
    return { ...object, spec };
  };
  expect(found(strict)).toEqual(['no-replicas-with-autoscaler Deployment/podinfo /spec/replicas']);
});

test('the order of the objects has no meaning', () => {
  const before = found(without('Service', 'podinfo/podinfo'));
  const turned = [...files].reverse();
  files.clear();
  for (const [object, file] of turned) files.set(object, file);
  expect(found(without('Service', 'podinfo/podinfo')).sort()).toEqual(before.sort());
});
