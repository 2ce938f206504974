import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../../model/kube.ts';
import { ownRules } from '../../../pipeline/check/rules.ts';
import { at, isFields, listAt } from '../../../policies/read.ts';
import type { Example } from '../../../policies/rule.ts';
import { applyRules } from '../../../policies/settings.ts';
import type { ApiClient } from '../../../tools/cluster/api-client.ts';
import { type Cluster, startCluster } from '../../../tools/cluster/cluster.ts';
import { waitFor } from '../../../tools/cluster/wait.ts';
import { exampleObjects } from '../../policies/support/rule-examples.ts';
import { inParallel } from '../support/in-parallel.ts';
import { InstalledPack, type TriedRequest } from '../support/installed-pack.ts';
import { withKeptLogs } from '../support/kept-logs.ts';
import { LIFTED_KINDS, LIFTS, type Lifted, type LiftedKind, liftedService } from '../support/lifted-pods.ts';
import { type AnyAdmissionRule, SynthVerdicts } from '../support/synth-verdict.ts';
import { verdictDifference } from '../support/verdict-difference.ts';

const rules = (await ownRules()).flatMap((rule) => (rule.kind === 'admission' ? [rule] : []));
const cases = rules.flatMap(casesOf);
/** What the examples ask of parameters, each with a namespace that has a pack of its own. */
const packs = [...Map.groupBy(cases, ({ settings }) => JSON.stringify(settings)).values()].map((theirs, index) => ({
  namespace: `rules-${index}`,
  settings: theirs[0]?.settings ?? {},
  synth: new SynthVerdicts(rules, theirs[0]?.settings ?? {}),
  cases: theirs,
}));

/** Kinds whose pod may change, and that run nothing as long as they are told to. */
const UPDATED: Readonly<Partial<Record<LiftedKind, object>>> = {
  Deployment: { replicas: 0 },
  ReplicaSet: { replicas: 0 },
  StatefulSet: { replicas: 0 },
  DaemonSet: {},
  CronJob: { suspend: true },
};
const updatedKinds = LIFTED_KINDS.filter((kind) => UPDATED[kind] !== undefined);

interface Case {
  readonly title: string;
  readonly rule: AnyAdmissionRule;
  readonly fails: boolean;
  readonly settings: Readonly<Record<string, { readonly parameters: Readonly<Record<string, unknown>> }>>;
  readonly object: KubeObject;
}

function casesOf(rule: AnyAdmissionRule): Case[] {
  const { pass, fail } = rule.examples;
  const of = (examples: readonly Example[], fails: boolean) =>
    examples.flatMap((example) =>
      exampleObjects(example)
        .filter(({ kind }) => kind === 'Pod' || kind === 'Service')
        .map((object) => ({
          title: `${rule.id}: ${example.title}`,
          rule,
          fails,
          settings: example.parameters === undefined ? {} : { [rule.id]: { parameters: example.parameters } },
          object,
        })),
    );
  return [...of(pass, false), ...of(fail, true)];
}

let cluster: Cluster;
let client: ApiClient;
const installed = new Map<string, InstalledPack>();

beforeAll(async () => {
  cluster = withKeptLogs(await startCluster());
  client = cluster.as('installer');
  await inParallel(packs, 4, async ({ namespace, settings, cases: theirs }) => {
    await client.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const accounts = new Set(['default', ...theirs.flatMap(({ object }) => accountOf(object))]);
    await inParallel([...accounts], 4, (name) => makeAccount(namespace, name));
    // before the policies come, so that nothing keeps them out
    const old = [
      ...theirs.flatMap((one, index) => oldObjects(one, `old-${index}`)),
      ...updatedKinds.map((kind) => resting(LIFTS[kind](GOOD), kind, 'good')),
      renamed(LIFTS.Pod(GOOD), 'good'),
    ];
    await inParallel(old, 8, ({ api, plural, object }) => client.create(placeOf(api, namespace, plural), object));
    installed.set(
      namespace,
      await InstalledPack.into(client, namespace, applyRules(rules, { settings }, 'production')),
    );
  });
});

afterAll(() => cluster?.stop());

describe('the pack of policies', () => {
  it('is free of what the API server warns about', async () => {
    const policies = await waitFor(
      async () => {
        const found = await client.list('/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies');
        return found.every(({ status }) => status?.typeChecking !== undefined) && found;
      },
      { what: 'the API server to check the types of all policies', timeout: 60_000 },
    );
    expect(policies.flatMap(({ status }) => status.typeChecking.expressionWarnings ?? [])).toEqual([]);
  });
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  const own = packs.flatMap((pack) =>
    pack.cases.map((one, index) => ({ ...one, index, pack })).filter((one) => one.rule === rule),
  );

  it('says the same of its examples at synth and in the cluster, whatever kind they are made into', async () => {
    const differences = await inParallel(
      own.flatMap((one) => lifted(one.object).map((lift) => ({ ...one, lift }))),
      8,
      async ({ title, pack, lift, fails }) => {
        const expected = pack.synth.of(lift.object);
        const broken = await judged(pack.namespace, {
          method: 'POST',
          path: placeOf(lift.api, pack.namespace, lift.plural),
          body: lift.object,
        });
        const isBroken = 'broken' in broken && broken.broken.some((one) => one.startsWith(`${rule.id}: `));
        return [
          ...verdictDifference(`${title} as ${lift.object.kind}`, expected, broken),
          ...(isBroken === fails
            ? []
            : [`${title} as ${lift.object.kind}: the cluster lets it ${fails ? 'in' : 'out'}`]),
        ];
      },
    );
    expect(differences.flat()).toEqual([]);
  });

  it('says the same of an object without fault that becomes one of its examples', async () => {
    const differences = await inParallel(
      own.flatMap((one) =>
        one.object.kind === 'Pod'
          ? updatedKinds.map((kind) => ({ ...one, lift: resting(LIFTS[kind](one.object), kind, 'good') }))
          : [],
      ),
      8,
      async ({ title, pack, lift }) =>
        verdictDifference(
          `${title} as ${lift.object.kind}`,
          pack.synth.of(lift.object),
          await judged(pack.namespace, {
            method: 'PUT',
            path: `${placeOf(lift.api, pack.namespace, lift.plural)}/good`,
            body: lift.object,
          }),
        ),
    );
    expect(differences.flat()).toEqual([]);
  });

  it('lets what broke it before the policy came be annotated and scaled, and judges a change of its pod', async () => {
    const differences = await inParallel(
      own.flatMap((one) => oldObjects(one, `old-${one.index}`).map((lift) => ({ ...one, lift }))),
      8,
      async ({ title, pack, lift }) => {
        const path = `${placeOf(lift.api, pack.namespace, lift.plural)}/${lift.object.metadata.name}`;
        const patch = (body: object) =>
          judged(pack.namespace, { method: 'PATCH', path, body, type: 'application/merge-patch+json' });
        const what = `${title} as ${lift.object.kind}`;
        const kept = { metadata: { annotations: { touched: 'yes' } }, ...keepingChange(lift.object) };
        return [
          ...verdictDifference(`${what}, annotated`, [], await patch(kept)),
          ...verdictDifference(
            `${what}, changed`,
            pack.synth.of(changed(lift.object)),
            await patch(changeOf(lift.object)),
          ),
        ];
      },
    );
    expect(differences.flat()).toEqual([]);
  });

  it('says the same of the containers of its examples when they are added to a pod that runs', async () => {
    const differences = await inParallel(
      own.flatMap((one) => ephemeralContainers(one.object).map((container) => ({ ...one, container }))),
      8,
      async ({ title, pack, container }) => {
        const pod = { ...GOOD, spec: { ...GOOD_SPEC, ephemeralContainers: [container] } };
        return verdictDifference(
          `${title}, container ${container.name}`,
          pack.synth.of(pod, ({ pointer }) => pointer.startsWith('/spec/ephemeralContainers')),
          await judged(pack.namespace, {
            method: 'PATCH',
            path: `/api/v1/namespaces/${pack.namespace}/pods/good/ephemeralcontainers`,
            body: { spec: { ephemeralContainers: [container] } },
            type: 'application/strategic-merge-patch+json',
          }),
        );
      },
    );
    expect(differences.flat()).toEqual([]);
  });
});

/** Takes no rule's fault with the parameters of any example. */
const GOOD_SPEC = {
  // what the API server wants for an unmasked /proc
  hostUsers: false,
  serviceAccountName: 'default',
  containers: [{ name: 'web', image: 'ghcr.io/example/web:1.0.0' }],
};
const GOOD: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'good' }, spec: GOOD_SPEC };

async function judged(namespace: string, request: TriedRequest) {
  const pack = installed.get(namespace);
  if (pack === undefined) throw new Error(`no pack in ${namespace}`);
  return pack.judge(request);
}

function lifted(object: KubeObject): readonly Lifted[] {
  return object.kind === 'Service' ? [liftedService(object)] : LIFTED_KINDS.map((kind) => LIFTS[kind](object));
}

/** An example as it would have been made before the policies came. */
function oldObjects({ object }: Case, name: string): readonly Lifted[] {
  if (object.kind === 'Service') return [renamed(liftedService(object), name)];
  return updatedKinds.map((kind) => resting(LIFTS[kind](object), kind, name));
}

function resting(one: Lifted, kind: LiftedKind, name: string): Lifted {
  const { object } = renamed(one, name);
  const spec = isFields(object.spec) ? object.spec : {};
  return { ...one, object: { ...object, spec: { ...spec, ...UPDATED[kind] } } };
}

function renamed(one: Lifted, name: string): Lifted {
  return { ...one, object: { ...one.object, metadata: { ...one.object.metadata, name } } };
}

/** What leaves the pod as it is. */
function keepingChange({ kind }: KubeObject): object {
  if (kind === 'Service' || kind === 'DaemonSet') return {};
  return { spec: kind === 'CronJob' ? { suspend: false } : { replicas: 1 } };
}

/** A change of what runs that no rule looks at, as a merge patch. */
function changeOf({ kind }: KubeObject): object {
  if (kind === 'Service') return { spec: { sessionAffinity: 'ClientIP' } };
  const template = { spec: { terminationGracePeriodSeconds: 31 } };
  return { spec: kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template } };
}

function changed(object: KubeObject): KubeObject {
  return merged(object, changeOf(object)) as KubeObject;
}

function merged(value: unknown, patch: unknown): unknown {
  if (!isFields(value) || !isFields(patch)) return patch;
  const entries = Object.entries(patch).map(([key, field]) => [key, merged(value[key], field)]);
  return { ...value, ...Object.fromEntries(entries) };
}

/** The containers of a pod, with the fields that an ephemeral one may have. */
function ephemeralContainers({ spec }: KubeObject): readonly { readonly name: string }[] {
  return [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')].flatMap((container) => {
    if (!isFields(container)) return [];
    const { image, securityContext } = container;
    // the API server wants all containers of a pod to be so, or none
    if (at(securityContext, 'windowsOptions', 'hostProcess') === true) return [];
    return [
      { name: `debug-${String(container.name)}`, image, ...(securityContext === undefined ? {} : { securityContext }) },
    ];
  });
}

function accountOf({ spec }: KubeObject): string[] {
  if (!isFields(spec)) return [];
  return [spec.serviceAccountName, spec.serviceAccount].filter(
    (name) => typeof name === 'string' && name !== '',
  ) as string[];
}

/** A controller may be faster with the one named `default`. */
async function makeAccount(namespace: string, name: string): Promise<void> {
  const path = placeOf('/api/v1', namespace, 'serviceaccounts');
  await client.answer('POST', path, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
}

function placeOf(api: string, namespace: string, plural: string): string {
  return `${api}/namespaces/${namespace}/${plural}`;
}
