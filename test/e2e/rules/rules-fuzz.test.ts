import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../../model/kube.ts';
import { ownRules } from '../../../pipeline/check/rules.ts';
import { at, isFields } from '../../../policies/read.ts';
import { applyRules } from '../../../policies/settings.ts';
import { type Cluster, startCluster } from '../../../tools/cluster/cluster.ts';
import { fuzzedEphemeralContainers, fuzzedPods } from '../support/fuzzed-pods.ts';
import { inParallel } from '../support/in-parallel.ts';
import { InstalledPack } from '../support/installed-pack.ts';
import { withKeptLogs } from '../support/kept-logs.ts';
import { LIFTS, type Lifted } from '../support/lifted-pods.ts';
import { shrunk } from '../support/shrunk.ts';
import { SynthVerdicts } from '../support/synth-verdict.ts';
import { verdictDifference } from '../support/verdict-difference.ts';

/** Pods that count: the API server takes them, but for the rules. */
const PODS = 2000;
const SEED = Number(process.env.STELE_FUZZ_SEED ?? Date.now() % 2 ** 31);
/** Asked at once. */
const WIDTH = 8;

const rules = (await ownRules()).flatMap((rule) => (rule.kind === 'admission' ? [rule] : []));
const settings = { 'valid-image-registry': { parameters: { registries: ['ghcr.io', 'localhost:5000'] } } };
const synth = new SynthVerdicts(rules, settings);

let cluster: Cluster;
let all: InstalledPack;
/** Half of the rules each: for messages that are cut. */
let halves: readonly InstalledPack[];

beforeAll(async () => {
  cluster = withKeptLogs(await startCluster());
  const client = cluster.as('installer');
  const applied = applyRules(rules, { settings }, 'production');
  const middle = applied.length / 2;
  const install = async (namespace: string, some: typeof applied) => {
    await client.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    for (const name of ['default', 'web']) {
      const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } };
      await client.answer('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, account);
    }
    await client.create(`/api/v1/namespaces/${namespace}/pods`, RUNNING);
    return InstalledPack.into(client, namespace, some);
  };
  all = await install('all', applied);
  halves = [await install('first', applied.slice(0, middle)), await install('second', applied.slice(middle))];
});

afterAll(() => cluster?.stop());

describe(`pods made at random (STELE_FUZZ_SEED=${SEED})`, () => {
  it(`are judged the same at synth and in the cluster, rule by rule: ${PODS} of them`, async () => {
    const kinds = ['Pod', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'] as const;
    const invalid: string[] = [];
    const differing: { readonly title: string; readonly lifted: Lifted }[] = [];
    let judged = 0;
    for (let round = 0; judged < PODS && round < 10; round++) {
      const pods = fuzzedPods(SEED + round, PODS / 4);
      await inParallel(pods, WIDTH, async (pod, index) => {
        const kind = kinds[index % kinds.length] ?? 'Pod';
        // of a Pod, and of no template, the API server derives them from what its containers say
        const lifted = LIFTS[kind === 'Pod' && at(pod, 'spec', 'resources') !== undefined ? 'Deployment' : kind](pod);
        const verdict = await made(lifted);
        if ('invalid' in verdict) return void invalid.push(verdict.invalid);
        judged++;
        const differences = verdictDifference('', synth.of(lifted.object), verdict);
        if (differences.length > 0) differing.push({ title: `seed ${SEED + round}, pod ${index}`, lifted });
      });
    }
    expect(await explained(differing)).toEqual([]);
    expect(judged).toBeGreaterThanOrEqual(PODS);
    // else what is tested is the API server's own validation
    expect(invalid.length).toBeLessThan(judged / 2);
  });

  it('and so are containers made at random that are added to a pod which runs', async () => {
    const containers = fuzzedEphemeralContainers(SEED, 300);
    const differences = await inParallel(containers, WIDTH, async (container, index) => {
      const verdict = await ask((pack) => ({
        method: 'PATCH',
        path: `/api/v1/namespaces/${pack.namespace}/pods/running/ephemeralcontainers`,
        body: { spec: { ephemeralContainers: [container] } },
        type: 'application/strategic-merge-patch+json',
      }));
      if ('invalid' in verdict) return ['invalid'];
      const pod = { ...RUNNING, spec: { ...RUNNING.spec, ephemeralContainers: [container] } };
      const expected = synth.of(pod, ({ pointer }) => pointer.startsWith('/spec/ephemeralContainers'));
      return verdictDifference(`seed ${SEED}, container ${index}: ${JSON.stringify(container)}`, expected, verdict);
    });
    const told = differences.flat();
    expect(told.filter((one) => one !== 'invalid')).toEqual([]);
    expect(told.length).toBeLessThan(containers.length / 2);
  });
});

const RUNNING = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'running' },
  spec: { hostUsers: false, containers: [{ name: 'web', image: 'ghcr.io/example/web:1.0.0' }] },
};

function made({ api, plural, object }: Lifted) {
  return ask((pack) => ({ method: 'POST', path: `${api}/namespaces/${pack.namespace}/${plural}`, body: object }));
}

/** What the two sides differ in, with the smallest objects that show it; of many, the first few. */
async function explained(differing: readonly { readonly title: string; readonly lifted: Lifted }[]) {
  const told = await inParallel(differing.slice(0, 10), WIDTH, async ({ title, lifted }) => {
    const differences = async (object: KubeObject) => {
      const verdict = await made({ ...lifted, object });
      return 'invalid' in verdict ? [] : verdictDifference('', synth.of(object), verdict);
    };
    const [first = ''] = await differences(lifted.object);
    const { object } = lifted;
    const spec = isFields(object.spec) ? object.spec : {};
    const smallest = await shrunk(spec, async (smaller) =>
      (await differences({ ...object, spec: smaller })).includes(first),
    );
    return `${title}${first}: ${JSON.stringify({ ...object, spec: smallest })}`;
  });
  return differing.length > told.length ? [...told, `… and ${differing.length - told.length} more`] : told;
}

type Ask = (pack: InstalledPack) => Parameters<InstalledPack['judge']>[0];

/** Asks the pack, and when its message is cut each of its halves. */
async function ask(request: Ask) {
  const verdict = await all.judgeOrCut(request(all));
  if (!('cut' in verdict)) return verdict;
  const parts = await Promise.all(halves.map((half) => half.judge(request(half))));
  return { broken: parts.flatMap((part) => ('broken' in part ? part.broken : [part.invalid])) };
}
