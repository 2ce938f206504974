import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ownRules } from '../../pipeline/rules.ts';
import { applyRules } from '../../policies/settings.ts';
import { type Cluster, startCluster } from '../../tools/cluster/cluster.ts';
import { fuzzedEphemeralContainers, fuzzedPods } from './support/fuzzed-pods.ts';
import { inParallel } from './support/in-parallel.ts';
import { InstalledPack } from './support/installed-pack.ts';
import { withKeptLogs } from './support/kept-logs.ts';
import { LIFTS } from './support/lifted-pods.ts';
import { SynthVerdicts } from './support/synth-verdict.ts';
import { verdictDifference } from './support/verdict-difference.ts';

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
    const differences: string[] = [];
    let judged = 0;
    for (let round = 0; judged < PODS && round < 4; round++) {
      const pods = fuzzedPods(SEED + round, PODS / 2);
      await inParallel(pods, WIDTH, async (pod, index) => {
        const lifted = LIFTS[kinds[index % kinds.length] ?? 'Pod'](pod);
        const verdict = await ask((pack) => ({
          method: 'POST',
          path: `${lifted.api}/namespaces/${pack.namespace}/${lifted.plural}`,
          body: lifted.object,
        }));
        if ('invalid' in verdict) return void invalid.push(verdict.invalid);
        judged++;
        const text = `seed ${SEED + round}, pod ${index}: ${JSON.stringify(lifted.object)}`;
        differences.push(...verdictDifference(text, synth.of(lifted.object), verdict));
      });
    }
    expect(differences).toEqual([]);
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

type Ask = (pack: InstalledPack) => Parameters<InstalledPack['judge']>[0];

/** Asks the pack, and when its message is cut each of its halves. */
async function ask(request: Ask) {
  const verdict = await all.judgeOrCut(request(all));
  if (!('cut' in verdict)) return verdict;
  const parts = await Promise.all(halves.map((half) => half.judge(request(half))));
  return { broken: parts.flatMap((part) => ('broken' in part ? part.broken : [part.invalid])) };
}
