import { describe, expect, test } from '@jest/globals';
import { ownRules } from '../../pipeline/check/rules.ts';
import { Evaluator } from '../../policies/evaluator.ts';
import type { PodSecurityLevel } from '../../policies/rule.ts';

const rules = await ownRules();

const RESTRICTED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** Whether a level lets a pod in, by version: the first version of each answer. */
function changes(level: PodSecurityLevel, spec: object, container: object = {}): string {
  const evaluator = new Evaluator({
    rules,
    options: { settings: {} },
    schemas: () => {
      throw new Error('no rule of the standards needs schemas');
    },
    level,
  });
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { ...spec, containers: [{ name: 'web', image: 'web', securityContext: RESTRICTED, ...container }] },
  };
  let before: boolean | undefined;
  const told: string[] = [];
  for (let minor = 20; minor <= 36; minor++) {
    const kubernetes = `1.${minor}`;
    const passes =
      evaluator.evaluate({ objects: [object], kubernetes, tier: 'production', complete: false }).length === 0;
    if (passes !== before) told.push(`${kubernetes} ${passes ? 'passes' : 'fails'}`);
    before = passes;
  }
  return told.join(', ');
}

const sysctl = (name: string) => ({ securityContext: { sysctls: [{ name, value: '1' }] } });
const seLinux = (type: string) => ({ securityContext: { seLinuxOptions: { type } } });
const withContext = (more: object) => ({ securityContext: { ...RESTRICTED, ...more } });

// https://github.com/kubernetes/kubernetes/tree/v1.36.1/staging/src/k8s.io/pod-security-admission/policy
describe('Pod Security at the version of the cluster', () => {
  test.each([
    [
      'a host in a probe',
      {},
      { livenessProbe: { httpGet: { host: '192.0.2.1', port: 80 } } },
      '1.20 passes, 1.34 fails',
    ],
    ['a host port', {}, { ports: [{ containerPort: 80, hostPort: 80 }] }, '1.20 fails'],
    ['reserved ports', sysctl('net.ipv4.ip_local_reserved_ports'), {}, '1.20 fails, 1.27 passes'],
    ['keep-alive', sysctl('net.ipv4.tcp_keepalive_time'), {}, '1.20 fails, 1.29 passes'],
    ['socket buffers', sysctl('net.ipv4.tcp_rmem'), {}, '1.20 fails, 1.32 passes'],
    ['the SELinux type of an engine', seLinux('container_engine_t'), {}, '1.20 fails, 1.31 passes'],
    [
      'an unmasked /proc in a user namespace',
      { hostUsers: false },
      withContext({ procMount: 'Unmasked' }),
      '1.20 fails, 1.35 passes',
    ],
  ])('baseline: %s', (_what, spec, container, expected) => {
    expect(changes('baseline', spec, container)).toBe(expected);
  });

  test.each([
    ['nothing that is forbidden', {}, {}, '1.20 passes'],
    ['root in a user namespace', { hostUsers: false }, withContext({ runAsUser: 0 }), '1.20 fails, 1.35 passes'],
    [
      'an unmasked /proc in a user namespace',
      { hostUsers: false },
      withContext({ procMount: 'Unmasked' }),
      '1.20 fails',
    ],
    ['capabilities that are kept', {}, withContext({ capabilities: {} }), '1.20 passes, 1.22 fails'],
    [
      'a Windows pod without what only Linux knows',
      { os: { name: 'windows' } },
      { securityContext: { runAsNonRoot: true } },
      '1.20 fails, 1.25 passes',
    ],
  ])('restricted: %s', (_what, spec, container, expected) => {
    expect(changes('restricted', spec, container)).toBe(expected);
  });
});
