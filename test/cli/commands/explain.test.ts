import { describe, expect, test } from '@jest/globals';
import { stele, temporaryFolder } from '../binary.ts';

const folder = temporaryFolder();
const explain = (...words: string[]) => stele(folder, ['explain', ...words]);

/** The ids of the rules that are explained. */
async function rulesOf(...words: string[]): Promise<string[]> {
  const { stdout } = await explain(...words, '--format', 'json');
  return JSON.parse(stdout).rules.map(({ id }: { readonly id: string }) => id);
}

describe('stele explain', () => {
  test('prints the page of a rule', async () => {
    const { code, stdout, stderr } = await explain('no-privilege-escalation');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [title, ...lines] = stdout.split('\n');
    expect(title).toBe('no-privilege-escalation: No privilege escalation (error; at synth and in the cluster)');
    expect(lines.filter((line) => /^\S/.test(line)).map((line) => line.replace(/:.*/, ':'))).toEqual([
      'Why',
      'How to satisfy it',
      'Elsewhere',
      'More',
      'Fails:',
      'Passes:',
    ]);
  });

  test('lists all rules without one', async () => {
    const { code, stdout } = await explain();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^RULE +SEVERITY +WHAT\n/);
    expect(stdout).toMatch(/^no-privileged +error +No privileged containers$/m);
  });

  test.each([
    'C-0016',
    'c0016',
    'KSV-0001',
    'ksv001',
    'AVD-KSV-0001',
    'CIS 5.2.6',
    'cis-5.2.6',
    'PSS restricted: Privilege Escalation',
    'privilege escalation',
    'kube-linter: privilege-escalation-container',
    'privilege-escalation-container',
  ])('finds a rule by %s', async (id) => {
    expect(await rulesOf(id)).toEqual(['no-privilege-escalation']);
  });

  test.each([
    ['C-0300', 'valid-autoscaler-target'],
    ['kube-linter: env-value-from', 'valid-config-reference'],
    ['kyverno: require-netpol', 'require-network-policy'],
    ['require-netpol', 'require-network-policy'],
  ])('finds by %s the rule %s', async (id, rule) => {
    expect(await rulesOf(id)).toEqual([rule]);
  });

  test('finds all rules of a level of Pod Security', async () => {
    expect(await rulesOf('PSS restricted')).toEqual([
      'no-added-capabilities',
      'no-privilege-escalation',
      'require-dropped-capabilities',
      'require-non-root',
      'require-seccomp',
      'valid-volume-types',
    ]);
  });

  test('says of a check without a rule why there is none', async () => {
    const { code, stdout } = await explain('C-0026');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^C-0026: Kubernetes CronJob\nNo rule stands for it\n {2}Reports every CronJob there is\./);
    const json = await explain('C-0026', '--format', 'json');
    expect(JSON.parse(json.stdout)).toEqual({
      version: 1,
      rules: [],
      without: [{ id: 'C-0026', title: 'Kubernetes CronJob', reason: expect.any(String) }],
      elsewhere: [],
    });
  });

  test('finds a rule by the number that a check had in other editions of the CIS benchmark, and says so', async () => {
    expect(await rulesOf('CIS 5.7.2')).toEqual(['require-seccomp']);
    const { stdout } = await explain('CIS 5.7.2');
    expect(stdout).toContain('In other editions\n  CIS 5.7.2 of edition 1.6 to 1.24 and 1.7 to 1.10: CIS 5.6.2\n');
  });

  test('says of a number that another edition has given to another check what it is there', async () => {
    expect(await rulesOf('CIS 5.2.9')).toEqual(['require-dropped-capabilities']);
    const { stdout } = await explain('CIS 5.2.9', '--format', 'json');
    expect(JSON.parse(stdout).elsewhere).toEqual([
      { id: 'CIS 5.2.9', editions: '1.24 and 1.7 to 1.11', is: 'no-added-capabilities' },
    ]);
  });

  test('refuses what nobody knows, with the nearest id', async () => {
    const { code, stdout, stderr } = await explain('no-privilegd');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'no-privilegd: no rule has this id, nor stands for it (did you mean "no-privileged"?); list them with: stele explain\n1 problem\n',
    );
  });
});
