import { describe, expect, jest, test } from '@jest/globals';
import { execute, STELE } from '../../binary.ts';
import { CheckedFolder, ONLY, PRIVILEGED_POD, reportOf } from '../../checked-folder.ts';

// each case starts the command, some several times
jest.setTimeout(30_000);

const folder = new CheckedFolder();
const PRIVILEGED = folder.write('privileged.yaml', PRIVILEGED_POD);

describe('stele check with options', () => {
  const WARNED = folder.write(
    'warned.yaml',
    'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: a }\nspec:\n  hostAliases: [{ ip: 127.0.0.1 }]\n  containers: []\n',
  );

  test('fails for a warning under --strict only', async () => {
    expect((await folder.check(WARNED, '--only', 'no-host-aliases')).code).toBe(0);
    expect((await folder.check(WARNED, '--only', 'no-host-aliases', '--strict')).code).toBe(1);
  });

  test('leaves out the rules of --skip', async () => {
    const { findings } = reportOf(
      await folder.check(PRIVILEGED, '--skip', 'no-privileged, require-digest', '--format', 'json'),
    );
    const rules = new Set(findings.map(({ rule }) => rule));
    expect(rules.has('no-privileged')).toBe(false);
    expect(rules.has('require-digest')).toBe(false);
    expect(rules.has('require-non-root')).toBe(true);
  });

  test('asks under --level for what the level asks for, whoever has waived it', async () => {
    const text = PRIVILEGED_POD.replace(
      'namespace: shop',
      "namespace: shop\n  annotations:\n    stele.dev/waive.no-privileged: 'reads the nodes (owner: web, until: 2999-01-01)'",
    );
    const waived = reportOf(await folder.checkText(text, ...ONLY, '--format', 'json'));
    expect(waived.summary).toMatchObject({ error: 0, waived: 1 });
    const baseline = reportOf(await folder.checkText(text, '--level', 'baseline', '--format', 'json'));
    expect(baseline.findings.map(({ rule, severity, waived }) => [rule, severity, waived])).toEqual([
      ['no-privileged', 'error', null],
    ]);
    const restricted = reportOf(await folder.checkText(text, '--level', 'restricted', '--format', 'json'));
    expect(restricted.findings.map(({ rule }) => rule)).toContain('require-seccomp');
    expect(restricted.findings.map(({ rule }) => rule)).not.toContain('require-digest');
  });

  test('folds advice that is the same for many objects, except in JSON', async () => {
    const pods = ['a', 'b', 'c', 'd', 'e'].map((name) => PRIVILEGED_POD.replace('debug', name));
    const only = ['--only', 'require-user-namespace'];
    const { code, stdout, stderr } = await folder.checkText(pods.join('---\n'), ...only);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '5 objects: 0 errors, 0 warnings, 5 pieces of advice\n' });
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^advice require-user-namespace: .*, 5 times$/),
      '    on Pod shop/a, Pod shop/b, Pod shop/c and 2 more',
    ]);
    expect(reportOf(await folder.checkText(pods.join('---\n'), ...only, '--format', 'json')).findings).toHaveLength(5);
  });

  test('counts with --baseline only what is new, wherever its line has moved to', async () => {
    const old = await folder.check(PRIVILEGED, '--format', 'json');
    folder.write('before.json', old.stdout);
    const again = await folder.check(PRIVILEGED, '--baseline', 'before.json');
    expect(again.code).toBe(0);
    expect(again.stdout).toBe('');
    expect(again.stderr).toMatch(new RegExp(`, ${reportOf(old).findings.length} in the baseline\n$`));
    const moved = `# a comment\n\n${PRIVILEGED_POD}  hostNetwork: true\n`;
    const outcome = await folder.checkText(moved, '--baseline', 'before.json', '--format', 'json');
    expect(outcome.code).toBe(1);
    expect(reportOf(outcome).findings.map(({ rule, line }) => [rule, line])).toEqual([['no-host-namespaces', 14]]);
  });

  test('counts as new what a waiver in the baseline permitted', async () => {
    const plain = PRIVILEGED_POD;
    const waived = plain.replace(
      'namespace: shop',
      "namespace: shop\n  annotations: { stele.dev/waive.no-privileged: 'a reason (owner: web, until: 2999-01-01)' }",
    );
    folder.write('waived.json', (await folder.checkText(waived, ...ONLY, '--format', 'json')).stdout);
    expect((await folder.checkText(plain, ...ONLY, '--baseline', 'waived.json')).code).toBe(1);
  });

  test('goes on when whoever reads it stops', async () => {
    const many = Array.from({ length: 300 }, (_, index) => PRIVILEGED_POD.replace('debug', `pod-${index}`));
    folder.write('many.yaml', many.join('---\n'));
    const script = `{ "${process.execPath}" "${STELE}" check many.yaml; echo "code $?" >&2; } | head -n 1`;
    const { stdout, stderr } = await execute('sh', ['-c', script], folder.path);
    expect(stdout).toBe('Pod shop/pod-0\n');
    expect(stderr).toMatch(/code 1\n$/);
  });
});
