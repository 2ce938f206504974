import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../model/kube.ts';
import type { ClusterModel, Environment } from '../../model/resolved.ts';
import { schemaCatalogs } from '../../pipeline/check/schema-catalogs.ts';
import { checkTree, loadProject } from '../../pipeline/index.ts';
import { Evaluator } from '../../policies/evaluator.ts';
import { podOf } from '../../policies/pod.ts';
import { madeWorkloads } from '../../policies/pods/made-workloads.ts';
import { at, listAt, pointer } from '../../policies/read.ts';
import type { Rule } from '../../policies/rule.ts';
import { committedClusters, ROOT } from './support/committed-clusters.ts';
import { type Place, patternOf, placesOf, removed, replaced } from './support/lines.ts';

const project = await loadProject(ROOT);
const { rules, options } = project.rules;
const schemas = schemaCatalogs();

/** What is permitted in the committed tree: the rule, and the object that breaks it. */
const WAIVED: readonly string[] = [
  'no-pod-create-grants: Role prometheus-operator',
  'no-secret-access: Role prometheus-operator',
  'require-rolling-update: Deployment prometheus-operator',
  'require-scratch-limit: Alertmanager monitoring',
  'require-scratch-limit: Prometheus monitoring',
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

/** The rule that finds a pod without a line, each line alone. */
interface Line {
  readonly rule: string;
  /** @default the line is removed */
  readonly mutate?: (spec: unknown, place: Place) => unknown;
  /**
   * The lines that say the same once more. As long as one of them is there, nothing changes without the line itself, and
   * so nothing is found; without all of them it is.
   * @default none
   */
  readonly twins?: (spec: unknown, place: Place) => readonly Place[];
}

/** Keys are the places of lines, with `*` for any index, and `containers` for `initContainers` too. */
const HARDENING: Readonly<Record<string, Line>> = {
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
  'containers.*.securityContext.runAsNonRoot': {
    rule: 'require-non-root',
    twins: () => [['securityContext', 'runAsNonRoot']],
  },
  // a container without one takes the pod's: only where all have one is that of the pod said twice
  'securityContext.runAsNonRoot': { rule: 'require-non-root', twins: ofAllContainers },
  // a limit that is said is the request that is not
  'containers.*.resources.requests.memory': { rule: 'require-requests', twins: theLimit },
  'containers.*.resources.requests.ephemeral-storage': { rule: 'require-ephemeral-storage-limit', twins: theLimit },
  // the default of a reference by digest: only another value weakens it
  'containers.*.imagePullPolicy': { rule: 'valid-pull-policy', mutate: pulledAlways },
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

/** What is one line with all below it. */
const TOGETHER = ['containers.*.livenessProbe', 'containers.*.readinessProbe', 'topologySpreadConstraints'];

/** The same of custom resources, whose operator writes the rest of the pod. */
const OPERATED: Readonly<Record<string, Line>> = {
  automountServiceAccountToken: { rule: 'no-service-account-token' },
  enableServiceLinks: { rule: 'no-service-links' },
  image: { rule: 'require-digest', mutate: withoutDigest },
  imagePullPolicy: { rule: 'valid-pull-policy', mutate: pulledAlways },
  'resources.limits.ephemeral-storage': { rule: 'require-ephemeral-storage-limit' },
  'resources.limits.memory': { rule: 'require-memory-limit' },
  'resources.requests.cpu': { rule: 'require-requests' },
  'resources.requests.ephemeral-storage': { rule: 'require-ephemeral-storage-limit', twins: theLimit },
  // where none is said some of them get one from the operator, and the others the limit
  'resources.requests.memory': { rule: 'require-requests', mutate: (spec, place) => replaced(spec, place, '0') },
  'securityContext.runAsGroup': { rule: 'require-high-uid' },
  'securityContext.runAsNonRoot': { rule: 'require-non-root' },
  'securityContext.runAsUser': { rule: 'require-high-uid' },
  'securityContext.seccompProfile.type': { rule: 'require-seccomp' },
  serviceAccountName: { rule: 'no-default-service-account' },
  storage: { rule: 'require-scratch-limit' },
  topologySpreadConstraints: { rule: 'require-spread' },
  // what the operator's own containers lack
  'containers.*.livenessProbe': { rule: 'no-identical-probes' },
  'containers.*.resources.limits.ephemeral-storage': { rule: 'require-ephemeral-storage-limit' },
  'containers.*.resources.requests.ephemeral-storage': { rule: 'require-ephemeral-storage-limit', twins: theLimit },
  // the token that is asked for instead of the mounted one, which expires within an hour
  'volumes.*.projected.sources.*.serviceAccountToken.expirationSeconds': {
    rule: 'no-service-account-token',
    mutate: (spec, place) => replaced(spec, place, 86_400),
  },
};

const OPERATED_OTHER: readonly RegExp[] = [
  // what it scrapes, keeps, tells, and lets others say; rules know pods
  /^(alert|arbitraryFSAccess|enforced|evaluationInterval|externalLabels|ignoreNamespaceSelectors|overrideHonorLabels)/,
  /^(podMonitor|probe|retention|rule|scrapeInterval|serviceDiscoveryRole|serviceMonitor)/,
  /^(replicas|version)$/,
  // a permission
  /^podMetadata\.annotations\.stele\.dev\/waive\./,
  /^containers\.\*\.name$/,
  /^volumes\.\*\.(name|projected)\b/,
  /^volumeMounts\b/,
  /^securityContext\.fsGroup(ChangePolicy)?$/,
];

/** Not everywhere: only scratch space, several replicas, and who talks to the API server have them. */
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
    describe.each([
      ['workload', workloads.filter(({ operated }) => !operated), HARDENING, OTHER],
      ['custom resource of an operator', workloads.filter(({ operated }) => operated), OPERATED, OPERATED_OTHER],
    ] as const)('a %s', (__, own, known, others) => {
      const lines = own.flatMap((workload) =>
        placesOf(at(workload.object, ...workload.place), [...TOGETHER, 'storage']).map((place) => ({
          workload,
          place,
        })),
      );

      test('has no line of which it is not known whether it hardens', () => {
        const unknown = lines
          .map(({ place }) => patternOf(place))
          .filter((pattern) => known[pattern] === undefined && !others.some((other) => other.test(pattern)));
        expect(own.length).toBeGreaterThan(1);
        expect([...new Set(unknown)]).toEqual([]);
      });

      test.each(Object.entries(known))(
        'is found without its %s alone, unless the line is said twice',
        (pattern, { rule, mutate = removed, twins }) => {
          const theirs = lines.filter(({ place }) => patternOf(place) === pattern);
          const wrong = theirs.filter(({ workload, place }) => {
            const spec = at(workload.object, ...workload.place);
            const copies = twins?.(spec, place) ?? [];
            const isTwice = copies.length > 0 && copies.every((copy) => at(spec, ...copy) !== undefined);
            const alone = mutate(spec, place);
            if (!isTwice) return !isFound(workload, alone, rule, environment);
            const without = copies.reduce(removed, alone);
            return isFound(workload, alone, rule, environment) || !isFound(workload, without, rule, environment);
          });
          expect(wrong.map(({ workload, place }) => `${workload.file}: ${pointer(...place)}`)).toEqual([]);
          if (!MAY_LACK.includes(pattern)) expect(theirs.length).toBeGreaterThan(0);
        },
      );
    });
  },
);

interface Workload {
  readonly object: KubeObject;
  readonly file: string;
  readonly cluster: ClusterModel;
  /** Of what is mutated: the pod spec, or the spec of the custom resource. */
  readonly place: Place;
  readonly operated: boolean;
  /** What else decides what is made of it. */
  readonly others: readonly KubeObject[];
}

/** Everything of an environment that makes pods, each file once, and for one cluster that runs it. */
function workloadsOf(environment: Environment): readonly Workload[] {
  const found = new Map<string, Workload>();
  for (const [cluster, manifests] of committedClusters(environment)) {
    const operators = manifests.flatMap(({ object }) =>
      object.metadata.name === 'prometheus-operator' ? [object] : [],
    );
    for (const { file, object } of manifests) {
      const template = podOf(object)?.pointer;
      const operated = madeWorkloads(object, undefined).length > 0;
      if (found.has(file) || (template === undefined && !operated)) continue;
      const place = template === undefined ? ['spec'] : [...template.split('/').slice(1), 'spec'];
      found.set(file, { object, file, cluster, place, operated, others: operated ? operators : [] });
    }
  }
  return [...found.values()];
}

/** Whether a rule finds something in a changed workload that it does not find in the workload. */
function isFound(workload: Workload, spec: unknown, rule: string, environment: Environment): boolean {
  const mutant = replaced(workload.object, workload.place, spec) as KubeObject;
  const before = brokenBy(workload.object, workload, environment);
  return [...brokenBy(mutant, workload, environment)].some((one) => one.startsWith(`${rule} `) && !before.has(one));
}

/** What an object breaks, with at least a warning: rules and pointers. */
function brokenBy(object: KubeObject, { cluster, others }: Workload, { tier }: Environment): ReadonlySet<string> {
  const { kubernetes } = cluster.facts;
  const violations = evaluator.evaluate({ objects: [object, ...others], kubernetes, tier, complete: true });
  return new Set(
    violations
      .filter((one) => one.object === object && one.severity !== 'advice')
      .map((one) => `${one.rule.id} ${one.pointer}`),
  );
}

function withoutDigest(spec: unknown, place: Place): unknown {
  return replaced(spec, place, String(at(spec, ...place)).replace(/@.*$/, ''));
}

function pulledAlways(spec: unknown, place: Place): unknown {
  return replaced(spec, place, 'Always');
}

function ofAllContainers(spec: unknown): readonly Place[] {
  return ['containers', 'initContainers'].flatMap((list) =>
    listAt(spec, list).map((_, index) => [list, index, 'securityContext', 'runAsNonRoot']),
  );
}

function theLimit(_: unknown, place: Place): readonly Place[] {
  return [place.map((key) => (key === 'requests' ? 'limits' : key))];
}
