import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import type { KubeObject } from '../../model/kube.ts';
import type { ClusterModel, Environment } from '../../model/resolved.ts';
import { schemaCatalogs } from '../../pipeline/check/schema-catalogs.ts';
import { checkTree, loadProject } from '../../pipeline/index.ts';
import { Evaluator } from '../../policies/evaluator.ts';
import { podOf } from '../../policies/pod.ts';
import { at, isFields, listAt, pointer, textAt } from '../../policies/read.ts';
import type { Rule } from '../../policies/rule.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const project = await loadProject(ROOT);
const { rules, options } = project.rules;
const schemas = schemaCatalogs();

/** What is permitted in the committed tree: the rule, and the object that breaks it. */
const WAIVED: readonly string[] = [
  'no-pod-create-grants: Role prometheus-operator',
  'no-secret-access: Role prometheus-operator',
  'require-rolling-update: Deployment prometheus-operator',
];

test('the committed manifests break no rule but where a waiver is declared', () => {
  const { findings } = checkTree(project, project.environments, {
    rules,
    known: new Set(rules.map(({ id }) => id)),
    today: '2026-01-01',
  });
  const errors = findings.filter(({ severity, waived }) => severity === 'error' && waived === undefined);
  expect(errors.map(({ rule, file, message }) => `${file}: ${rule}: ${message}`)).toEqual([]);
  const waived = findings.filter((finding) => finding.waived !== undefined);
  expect([...new Set(waived.map(({ rule, object }) => `${rule}: ${object.kind} ${object.name}`))].sort()).toEqual(
    WAIVED,
  );
});

/**
 * What takes one hardening line away from a pod spec, and the rule that finds it. Keys are the places of such lines,
 * with `*` for any index, and `containers` for `initContainers` too.
 */
const HARDENING: Readonly<Record<string, { readonly rule: string; readonly mutate?: Mutate }>> = {
  automountServiceAccountToken: { rule: 'no-service-account-token' },
  enableServiceLinks: { rule: 'no-service-links' },
  serviceAccountName: { rule: 'no-default-service-account' },
  'securityContext.runAsGroup': { rule: 'require-high-uid' },
  'securityContext.runAsUser': { rule: 'require-high-uid' },
  'securityContext.seccompProfile.type': { rule: 'require-seccomp' },
  'containers.*.image': { rule: 'require-digest', mutate: withoutDigest },
  'containers.*.livenessProbe': { rule: 'require-liveness' },
  'containers.*.readinessProbe': { rule: 'require-readiness' },
  'containers.*.resources.limits.ephemeral-storage': { rule: 'require-ephemeral-storage-limit' },
  'containers.*.resources.limits.memory': { rule: 'require-memory-limit' },
  'containers.*.resources.requests.cpu': { rule: 'require-requests' },
  'containers.*.securityContext.allowPrivilegeEscalation': { rule: 'no-privilege-escalation' },
  'containers.*.securityContext.capabilities.drop.*': { rule: 'require-dropped-capabilities' },
  'containers.*.securityContext.readOnlyRootFilesystem': { rule: 'require-read-only-root' },
  'volumes.*.emptyDir.sizeLimit': { rule: 'require-scratch-limit' },
  topologySpreadConstraints: { rule: 'require-spread' },
  // said twice, by the pod and by its containers: without one of them nothing changes
  'containers.*.securityContext.runAsNonRoot': { rule: 'require-non-root', mutate: alsoOfThePod },
  'securityContext.runAsNonRoot': { rule: 'require-non-root', mutate: alsoOfItsContainers },
  // a limit that is said is the request that is not: without it nothing changes
  'containers.*.resources.requests.memory': { rule: 'require-requests', mutate: alsoTheLimit },
  'containers.*.resources.requests.ephemeral-storage': {
    rule: 'require-ephemeral-storage-limit',
    mutate: alsoTheLimit,
  },
  // the default of a reference by digest; what weakens it is another value
  'containers.*.imagePullPolicy': {
    rule: 'valid-pull-policy',
    mutate: (spec, place) => replaced(spec, place, 'Always'),
  },
};

/** What says what runs, where and how well, and not what it is kept from. */
const OTHER: readonly RegExp[] = [
  /^(affinity|hostname|nodeSelector|priorityClassName|restartPolicy|subdomain|terminationGracePeriodSeconds|tolerations)\b/,
  /^containers\.\*\.(args|command|env|lifecycle|name|ports|restartPolicy|startupProbe|volumeMounts)\b/,
  // whom its volumes belong to
  /^securityContext\.fsGroup(ChangePolicy)?$/,
  /^volumes\.\*\.name$/,
  // the sources of volumes that are no scratch space, and who may read a file inside of the container
  /^volumes\.\*\.(configMap|persistentVolumeClaim|projected|secret)\b/,
  /^volumes\.\*\.emptyDir\.medium$/,
];

type Place = readonly (string | number)[];
type Mutate = (spec: unknown, place: Place) => unknown;

/** What is one line with all below it. */
const TOGETHER: readonly string[] = [
  'containers.*.livenessProbe',
  'containers.*.readinessProbe',
  'topologySpreadConstraints',
];

/** Not everywhere: only scratch space and several replicas have them. */
const MAY_LACK: readonly string[] = ['topologySpreadConstraints', 'volumes.*.emptyDir.sizeLimit'];

const evaluator = new Evaluator({
  // what relates objects to each other has tests of its own
  rules: rules.filter((rule: Rule) => rule.kind !== 'graph'),
  options,
  schemas,
});

describe.each(project.environments.map((environment) => [environment.name, environment] as const))(
  'in %s',
  (_, environment) => {
    const workloads = workloadsOf(environment);
    const lines = workloads.flatMap(({ object, cluster, file }) => {
      const pod = podOf(object);
      return pod === undefined ? [] : placesOf(pod.spec).map((place) => ({ object, cluster, file, pod, place }));
    });

    test('each line of each pod is known to harden it, or not to', () => {
      const unknown = lines
        .map(({ place }) => patternOf(place))
        .filter((pattern) => HARDENING[pattern] === undefined && !OTHER.some((other) => other.test(pattern)));
      expect(workloads.length).toBeGreaterThan(5);
      expect([...new Set(unknown)]).toEqual([]);
    });

    test.each(Object.entries(HARDENING))(
      'a rule finds a workload without its %s',
      (pattern, { rule, mutate = removed }) => {
        const own = lines.filter(({ place }) => patternOf(place) === pattern);
        const missed = own.filter(({ object, pod, place, cluster }) => {
          const spec = mutate(pod.spec, place);
          const specPlace = [...pod.pointer.split('/').slice(1), 'spec'];
          const mutant = replaced(object, specPlace, spec) as KubeObject;
          const before = brokenBy(object, environment, cluster);
          return before.has(rule) || !brokenBy(mutant, environment, cluster).has(rule);
        });
        expect(missed.map(({ file, place }) => `${file}: ${pointer(...place)}`)).toEqual([]);
        if (!MAY_LACK.includes(pattern)) expect(own.length).toBeGreaterThan(0);
      },
    );
  },
);

/** Ids of the rules that an object breaks, with at least a warning. */
function brokenBy(object: KubeObject, { tier }: Environment, { facts }: ClusterModel): ReadonlySet<string> {
  const violations = evaluator.evaluate({ objects: [object], kubernetes: facts.kubernetes, tier, complete: true });
  return new Set(violations.filter(({ severity }) => severity !== 'advice').map(({ rule }) => rule.id));
}

interface Workload {
  readonly object: KubeObject;
  readonly file: string;
  readonly cluster: ClusterModel;
}

/** Everything of an environment that makes pods, each file once, and for one cluster that runs it. */
function workloadsOf({ name, clusters }: Environment): readonly Workload[] {
  const found = new Map<string, Workload>();
  for (const cluster of clusters) {
    const pointers = yamlFiles(join('manifests', name, '_clusters', cluster.name)).map(read);
    const folders = pointers.flatMap((one) => textAt(one, 'spec', 'source', 'path') ?? []);
    for (const file of folders.flatMap(yamlFiles)) {
      if (found.has(file)) continue;
      const object = read(file);
      if (podOf(object) !== undefined) found.set(file, { object, file, cluster });
    }
  }
  return [...found.values()];
}

function yamlFiles(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(folder, file));
}

function read(file: string): KubeObject {
  return load(readFileSync(join(ROOT, file), 'utf8')) as KubeObject;
}

/** The lines of a pod spec: its leaves, but what belongs together is one. */
function placesOf(value: unknown, place: Place = []): readonly Place[] {
  if (typeof value !== 'object' || value === null || TOGETHER.includes(patternOf(place))) return [place];
  return Array.isArray(value)
    ? value.flatMap((item, index) => placesOf(item, [...place, index]))
    : Object.entries(value).flatMap(([key, field]) => placesOf(field, [...place, key]));
}

function patternOf(place: Place): string {
  return place
    .map((key) => (typeof key === 'number' ? '*' : key))
    .join('.')
    .replace(/^initContainers\b/, 'containers');
}

function removed(value: unknown, [key, ...rest]: Place): unknown {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => (index !== key ? [item] : rest.length === 0 ? [] : [removed(item, rest)]));
  }
  if (!isFields(value)) return value;
  const entries = Object.entries(value).flatMap(([name, field]) =>
    name !== key ? [[name, field]] : rest.length === 0 ? [] : [[name, removed(field, rest)]],
  );
  return Object.fromEntries(entries);
}

function replaced(value: unknown, [key, ...rest]: Place, by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? replaced(item, rest, by) : item));
  return isFields(value) ? { ...value, [key]: replaced(at(value, key), rest, by) } : value;
}

function withoutDigest(spec: unknown, place: Place): unknown {
  return replaced(spec, place, String(at(spec, ...place)).replace(/@.*$/, ''));
}

function alsoOfThePod(spec: unknown, place: Place): unknown {
  return removed(removed(spec, place), ['securityContext', 'runAsNonRoot']);
}

function alsoOfItsContainers(spec: unknown, place: Place): unknown {
  const containers = ['containers', 'initContainers'].flatMap((list) =>
    listAt(spec, list).map((_, index) => [list, index, 'securityContext', 'runAsNonRoot']),
  );
  return containers.reduce(removed, removed(spec, place));
}

function alsoTheLimit(spec: unknown, place: Place): unknown {
  return removed(
    removed(spec, place),
    place.map((key) => (key === 'requests' ? 'limits' : key)),
  );
}
