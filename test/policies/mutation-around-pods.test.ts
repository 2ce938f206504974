import { expect, test } from '@jest/globals';
import type { KubeObject } from '../../model/kube.ts';
import type { ClusterModel, Environment } from '../../model/resolved.ts';
import { schemaCatalogs } from '../../pipeline/check/schema-catalogs.ts';
import { loadProject } from '../../pipeline/index.ts';
import { Evaluator } from '../../policies/evaluator.ts';
import { kindKey } from '../../policies/kind-key.ts';
import { podOf } from '../../policies/pod.ts';
import { at, pointer } from '../../policies/read.ts';
import { type CommittedManifest, committedClusters, ROOT } from './support/committed-clusters.ts';
import { type Place, patternOf, placesOf, removed, replaced } from './support/lines.ts';

const project = await loadProject(ROOT);
const evaluator = new Evaluator({
  rules: project.rules.rules,
  options: project.rules.options,
  schemas: schemaCatalogs(),
});

/** The rule that finds a cluster without a line around its pods; without `mutate` the line is removed. */
interface Line {
  readonly rule: string;
  readonly mutate?: (object: unknown, place: Place) => unknown;
}

/** By kind, and by the places of lines, with `*` for any index. */
const LINES: Readonly<Record<string, Readonly<Record<string, Line>>>> = {
  CronJob: {
    'spec.concurrencyPolicy': { rule: 'require-cronjob-deadline' },
    'spec.startingDeadlineSeconds': { rule: 'require-cronjob-deadline' },
    // what the API keeps where nothing is said is as good: only a higher number, or none that failed, is worse
    'spec.failedJobsHistoryLimit': { rule: 'require-cronjob-deadline', mutate: by(0) },
    'spec.successfulJobsHistoryLimit': { rule: 'require-cronjob-deadline', mutate: by(100) },
  },
  Deployment: {
    'spec.selector.matchLabels.app.kubernetes.io/name': { rule: 'valid-selector', mutate: by('other') },
    // RollingUpdate, of a quarter at most, is what the API takes where nothing is said
    'spec.strategy.type': { rule: 'require-rolling-update', mutate: by('Recreate') },
    'spec.strategy.rollingUpdate.maxUnavailable': { rule: 'require-rolling-update', mutate: by('100%') },
  },
  StatefulSet: {
    'spec.serviceName': { rule: 'valid-stateful-service' },
    'spec.selector.matchLabels.app.kubernetes.io/name': { rule: 'valid-selector', mutate: by('other') },
    'spec.updateStrategy.type': { rule: 'require-rolling-update', mutate: by('OnDelete') },
  },
  Job: {},
  Namespace: {
    'metadata.labels.pod-security.kubernetes.io/enforce': { rule: 'require-pod-security-label' },
  },
  PodDisruptionBudget: {
    'spec.maxUnavailable': { rule: 'valid-disruption-budget', mutate: by(0) },
    'spec.unhealthyPodEvictionPolicy': { rule: 'valid-disruption-budget' },
    'spec.selector.matchLabels.app.kubernetes.io/name': { rule: 'valid-disruption-budget', mutate: by('other') },
  },
};

/** What says how much, how long and in what order, and what no rule of `docs/rules.md` is about. */
const OTHER: readonly RegExp[] = [
  /^(apiVersion|kind)$/,
  /^metadata\.(name|namespace|annotations)\b/,
  // how Jobs give up, and what they leave
  /^spec\.(activeDeadlineSeconds|backoffLimit|podFailurePolicy|podReplacementPolicy|schedule|timeZone)\b/,
  /^spec\.(minReadySeconds|podManagementPolicy|progressDeadlineSeconds|replicas|revisionHistoryLimit)$/,
  /^spec\.(persistentVolumeClaimRetentionPolicy|volumeClaimTemplates)\b/,
  /^spec\.strategy\.rollingUpdate\.maxSurge$/,
  // labels of what others select; names of the recommended set have a rule of their own for pods
  /^metadata\.labels\.(app\.kubernetes\.io|stele\.dev)\//,
  /^spec\.selector\.matchLabels\.app\.kubernetes\.io\/instance$/,
  // what is only told, and the version of what is asked for
  /^metadata\.labels\.pod-security\.kubernetes\.io\/(audit|warn|.*-version)/,
  // pods have a test of their own
  /^spec\.(template|jobTemplate)\b/,
];

/** The objects of a namespace with pods without which something is found. */
const OBJECTS: readonly { readonly kind: string; readonly rule: string }[] = [
  // each policy that opens something closes the rest: the one that closes all is not missed before the others are
  { kind: 'NetworkPolicy', rule: 'require-network-policy' },
  { kind: 'PodDisruptionBudget', rule: 'require-disruption-budget' },
  { kind: 'ServiceAccount', rule: 'valid-service-account' },
];

/** A file, in one of the clusters that run it. */
interface Manifest extends CommittedManifest {
  readonly environment: Environment;
  readonly cluster: ClusterModel;
  readonly all: readonly CommittedManifest[];
}

const manifests = project.environments.flatMap((environment) => {
  const files = new Map<string, Manifest>();
  for (const [cluster, all] of committedClusters(environment)) {
    for (const one of all) if (!files.has(one.file)) files.set(one.file, { ...one, environment, cluster, all });
  }
  return [...files.values()];
});
const lines = manifests.flatMap((one) =>
  LINES[kindKey(one.object)] === undefined ? [] : placesOf(one.object).map((place) => ({ ...one, place })),
);

test('no line around pods is there of which it is not known whether it hardens', () => {
  const unknown = lines
    .map(({ object, place }) => [kindKey(object), patternOf(place)] as const)
    .filter(([kind, pattern]) => LINES[kind]?.[pattern] === undefined && !OTHER.some((other) => other.test(pattern)))
    .map(([kind, pattern]) => `${kind} ${pattern}`);
  expect([...new Set(unknown)]).toEqual([]);
});

test.each(
  Object.entries(LINES).flatMap(([kind, known]) =>
    Object.entries(known).map(([pattern, line]) => [kind, pattern, line] as const),
  ),
)('a %s is found without its %s', (kind, pattern, { rule, mutate = removed }) => {
  const theirs = lines
    .filter(({ object, place }) => kindKey(object) === kind && patternOf(place) === pattern)
    // what is about the pods of another repository's manifests is not known here: those of Argo CD
    .filter((one) => kind !== 'PodDisruptionBudget' || hasPods(one, one.object.metadata.namespace))
    .map((one) => ({ ...one, mutant: mutate(one.object, one.place) as KubeObject }))
    // what is as weak as that already has a waiver
    .filter(({ object, place, mutant }) => at(mutant, ...place) !== at(object, ...place));
  const missed = theirs.filter((one) => {
    const changed = one.all.map((other) => (other.object === one.object ? { ...other, object: one.mutant } : other));
    return !isMore(brokenBy(changed, one), brokenBy(one.all, one), rule);
  });
  expect(missed.map(({ file, place }) => `${file}: ${pointer(...place)}`)).toEqual([]);
  expect(theirs.length).toBeGreaterThan(0);
});

test.each(OBJECTS)('something is found in each namespace with pods without its $kind', ({ kind, rule }) => {
  const namespaces = manifests.filter(
    (one) =>
      one.object.kind === 'Namespace' && ofNamespace(one, kind).length > 0 && hasPods(one, one.object.metadata.name),
  );
  const missed = namespaces.filter((one) => {
    const gone = new Set(ofNamespace(one, kind));
    return !isMore(
      brokenBy(
        one.all.filter((other) => !gone.has(other)),
        one,
      ),
      brokenBy(one.all, one),
      rule,
    );
  });
  expect(missed.map(({ file }) => file)).toEqual([]);
  expect(namespaces.length).toBeGreaterThan(0);
});

function ofNamespace({ object: { metadata }, all }: Manifest, kind: string): readonly CommittedManifest[] {
  return all.filter(({ object }) => object.kind === kind && object.metadata.namespace === metadata.name);
}

function hasPods({ all }: Manifest, namespace: string | undefined): boolean {
  return all.some(({ object }) => object.metadata.namespace === namespace && podOf(object) !== undefined);
}

const broken = new WeakMap<readonly CommittedManifest[], ReadonlySet<string>>();

/** What a cluster breaks, with at least a warning: rules, objects and pointers. */
function brokenBy(
  objects: readonly CommittedManifest[],
  { cluster: { facts }, environment: { tier } }: Manifest,
): ReadonlySet<string> {
  const found =
    broken.get(objects) ??
    new Set(
      evaluator
        .evaluate({
          objects: objects.map(({ object }) => object),
          kubernetes: facts.kubernetes,
          tier,
          complete: true,
          facts,
        })
        .filter(({ severity }) => severity !== 'advice')
        .map(({ rule, object, pointer: place }) =>
          [rule.id, object.kind, object.metadata.namespace, object.metadata.name, place].join(' '),
        ),
    );
  broken.set(objects, found);
  return found;
}

function isMore(after: ReadonlySet<string>, before: ReadonlySet<string>, rule: string): boolean {
  return [...after].some((one) => one.startsWith(`${rule} `) && !before.has(one));
}

function by(value: unknown): Line['mutate'] {
  return (object, place) => (at(object, ...place) === undefined ? object : replaced(object, place, value));
}
