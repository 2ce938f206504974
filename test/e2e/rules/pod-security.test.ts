import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../../model/kube.ts';
import { ownRules } from '../../../pipeline/check/rules.ts';
import type { PodSecurityLevel } from '../../../policies/rule.ts';
import type { ApiClient } from '../../../tools/cluster/api-client.ts';
import { type Cluster, startCluster } from '../../../tools/cluster/cluster.ts';
import { fuzzedPods } from '../support/fuzzed-pods.ts';
import { inParallel } from '../support/in-parallel.ts';
import { withKeptLogs } from '../support/kept-logs.ts';
import { LIFTS } from '../support/lifted-pods.ts';
import { SynthVerdicts } from '../support/synth-verdict.ts';

const LEVELS = ['baseline', 'restricted'] as const;
const SEED = Number(process.env.STELE_FUZZ_SEED ?? Date.now() % 2 ** 31);
/** Pods made at random, for each level. */
const PODS = 500;
const WIDTH = 8;

type Pods = Readonly<Record<string, KubeObject>>;
const file = new URL('../../fixtures/pod-security/fixtures.json', import.meta.url);
const { levels } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly levels: Readonly<Record<PodSecurityLevel, { readonly pass: Pods; readonly fail: Pods }>>;
};
const fixtures = LEVELS.flatMap((from) =>
  (['pass', 'fail'] as const).flatMap((kind) =>
    Object.entries(levels[from][kind]).map(([name, pod]) => ({ title: `${from}/${kind}/${name}`, pod })),
  ),
);
const rules = await ownRules();

let cluster: Cluster;
let client: ApiClient;

beforeAll(async () => {
  cluster = withKeptLogs(await startCluster());
  client = cluster.as('installer');
  for (const level of LEVELS) {
    const labels = { 'pod-security.kubernetes.io/enforce': level };
    await client.create('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: level, labels },
    });
    for (const name of ['default', 'web']) {
      const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } };
      await client.answer('POST', `/api/v1/namespaces/${level}/serviceaccounts`, account);
    }
  }
});

afterAll(() => cluster?.stop());

describe.each(LEVELS)('what stele check --level %s says', (level) => {
  const synth = new SynthVerdicts(rules, {}, level);
  const differences = async (title: string, pod: KubeObject): Promise<readonly string[]> => {
    const told = await admission(level, pod);
    if (told === 'invalid') return [INVALID];
    const mine = new Set(synth.of(pod).map((broken) => broken.slice(0, broken.indexOf(':'))));
    return [
      ...told
        .filter((check) => !RULES[check]?.some((rule) => mine.has(rule)))
        .map((check) => `${title}: let in, though: ${check}`),
      ...[...mine]
        .filter((rule) => !told.some((check) => RULES[check]?.includes(rule)))
        .map((rule) => `${title}: refused, though no check says so: ${rule}`),
    ];
  };

  it('is what Pod Security admission says of the pods that it is tested with itself, check by check', async () => {
    const found = await inParallel(fixtures, WIDTH, ({ title, pod }) => differences(title, pod));
    expect(found.flat().filter((one) => one !== INVALID)).toEqual([]);
    // an unmasked /proc without a user namespace is refused before
    const invalid = fixtures.filter((_, index) => found[index]?.includes(INVALID));
    expect(
      invalid.map(({ title }) => title.replace(/\d+$/, '')).filter((title) => !title.includes('procmount')),
    ).toEqual([]);
  });

  it(`is what it says of ${PODS} pods made at random (STELE_FUZZ_SEED=${SEED})`, async () => {
    const found = await inParallel(fuzzedPods(SEED, PODS), WIDTH, (pod, index) =>
      differences(`seed ${SEED}, pod ${index}: ${JSON.stringify(pod)}`, pod),
    );
    const told = found.flat();
    expect(told.filter((one) => one !== INVALID)).toEqual([]);
    expect(told.length).toBeLessThan(PODS / 3);
  });
});

const INVALID = 'no valid pod';

/** The checks that a pod fails, as the message names them; or that it is no valid pod. */
async function admission(level: PodSecurityLevel, pod: KubeObject): Promise<readonly string[] | 'invalid'> {
  const { object } = LIFTS.Pod(pod);
  const { status, body } = await client.answer('POST', `/api/v1/namespaces/${level}/pods?dryRun=All`, object);
  if (status < 300) return [];
  const { message } = JSON.parse(body) as { readonly message: string };
  if (status === 422 || status === 400) return 'invalid';
  if (status !== 403 || !message.includes('violates PodSecurity')) throw new Error(`${status} ${message}`);
  const checks = Object.keys(RULES).filter((check) => message.includes(`${check} (`));
  if (checks.length === 0) throw new Error(`no known check: ${message}`);
  return checks;
}

/**
 * The rules that stand for a check, by what the check calls a violation:
 * https://github.com/kubernetes/kubernetes/tree/v1.36.1/staging/src/k8s.io/pod-security-admission/policy
 */
const RULES: Readonly<Record<string, readonly string[]>> = {
  'allowPrivilegeEscalation != false': ['no-privilege-escalation'],
  'forbidden AppArmor profile': ['no-apparmor-unconfined'],
  'forbidden AppArmor profiles': ['no-apparmor-unconfined'],
  'forbidden sysctls': ['no-unsafe-sysctls'],
  'host namespaces': ['no-host-namespaces'],
  'hostPath volumes': ['no-host-path'],
  hostPort: ['no-host-ports'],
  hostProcess: ['no-host-process'],
  'probe or lifecycle host': ['no-host-probes'],
  'non-default capabilities': ['no-added-capabilities'],
  privileged: ['no-privileged'],
  procMount: ['no-unmasked-proc'],
  'restricted volume types': ['valid-volume-types', 'no-host-path'],
  'runAsNonRoot != true': ['require-non-root'],
  'runAsUser=0': ['require-non-root'],
  seLinuxOptions: ['no-custom-selinux'],
  seccompProfile: ['require-seccomp'],
  'unrestricted capabilities': ['no-added-capabilities', 'require-dropped-capabilities'],
};
