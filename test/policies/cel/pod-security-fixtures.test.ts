import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../model/kube.ts';
import { ownRules } from '../../../pipeline/check/rules.ts';
import { Evaluator } from '../../../policies/evaluator.ts';

const LEVELS = ['baseline', 'restricted'] as const;

type Pods = Readonly<Record<string, KubeObject>>;

const file = new URL('../../fixtures/pod-security/fixtures.json', import.meta.url);
const { levels } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly levels: Readonly<Record<(typeof LEVELS)[number], { readonly pass: Pods; readonly fail: Pods }>>;
};
const rules = await ownRules();

describe.each(LEVELS)('Pod Security %s, on the pods that Kubernetes tests it with', (level) => {
  const evaluator = new Evaluator({
    rules,
    options: { settings: {} },
    schemas: () => {
      throw new Error('no rule of the standards needs schemas');
    },
    level,
  });
  const rulesBrokenBy = (object: KubeObject) => [
    ...new Set(
      evaluator
        .evaluate({ objects: [object], kubernetes: '1.36', tier: 'production', complete: false })
        .map(({ rule }) => rule.id),
    ),
  ];
  const { pass, fail } = levels[level];

  test('covers the whole set', () => {
    const [passing, failing] = level === 'baseline' ? [15, 34] : [23, 76];
    expect(Object.keys(pass)).toHaveLength(passing);
    expect(Object.keys(fail)).toHaveLength(failing);
  });

  test.each(Object.entries(pass))('lets in %s', (_, pod) => {
    expect(rulesBrokenBy(pod)).toEqual([]);
  });

  test.each(Object.entries(fail))('refuses %s for what it is named after', (name, pod) => {
    const check = CHECKS[name.replace(/\d+$/, '')] ?? [];
    expect(rulesBrokenBy(pod).filter((rule) => check.includes(rule))).not.toEqual([]);
  });
});

/** The rules that stand for a check of the standards. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  allowprivilegeescalation: ['no-privilege-escalation'],
  apparmorprofile: ['no-apparmor-unconfined'],
  capabilities_baseline: ['no-added-capabilities'],
  capabilities_restricted: ['no-added-capabilities', 'require-dropped-capabilities'],
  hostnamespaces: ['no-host-namespaces'],
  hostpathvolumes: ['no-host-path', 'valid-volume-types'],
  hostports: ['no-host-ports'],
  hostprobesandhostlifecycle: ['no-host-probes'],
  privileged: ['no-privileged'],
  procmount: ['no-unmasked-proc'],
  procmount_restricted: ['no-unmasked-proc'],
  restrictedvolumes: ['no-host-path', 'valid-volume-types'],
  runasnonroot: ['require-non-root'],
  runasuser: ['require-non-root'],
  seccompprofile_baseline: ['require-seccomp'],
  seccompprofile_restricted: ['require-seccomp'],
  selinuxoptions: ['no-custom-selinux'],
  sysctls: ['no-unsafe-sysctls'],
  windowshostprocess: ['no-host-process'],
};
