import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { stele, temporaryProject } from '../../binary.ts';
import { ONLY, PRIVILEGED_POD, reportOf } from '../../checked-folder.ts';

// each case starts the command, some several times
jest.setTimeout(30_000);

describe('stele check of a repository', () => {
  const project = temporaryProject();
  beforeAll(async () => {
    await stele(project, ['synth']);
  }, 60_000);

  test('looks at the manifests on disk, with the version and the tier of each cluster', async () => {
    const { code, stdout, stderr } = await stele(project, ['check', '--only', 'no-privileged,valid-waiver']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^\d+ objects: 0 errors, 0 warnings, 0 pieces of advice\n$/);
  });

  test('refuses options that are for paths', async () => {
    const { code, stderr } = await stele(project, ['check', '--tier', 'staging', '--kubernetes', '1.36']);
    expect(code).toBe(2);
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^--kubernetes: is for paths: .*stele check manifests --kubernetes 1\.36$/),
      expect.stringMatching(/^--tier: is for paths: .*stele check manifests --tier staging$/),
    ]);
  });

  test('finds what was weakened by hand, at its line', async () => {
    const path = 'manifests/prod/ring-1/worker/_all/_cluster/Namespace.worker.yaml';
    const file = join(project, path);
    const before = readFileSync(file, 'utf8');
    const label = 'pod-security.kubernetes.io/enforce: ';
    writeFileSync(file, before.replace(`${label}restricted`, `${label}privileged`));
    const { code, stdout } = await stele(project, ['check', '--only', 'require-pod-security-label']);
    const line = before.split('\n').findIndex((text) => text.includes(label)) + 1;
    expect(code).toBe(1);
    expect(stdout).toContain(`    at ${path}:${line} /metadata/labels/pod-security.kubernetes.io~1enforce\n`);
  });
});

describe('stele check with settings and rules of a repository', () => {
  const project = temporaryProject();
  const config = join(project, 'stele.config.ts');
  const before = readFileSync(config, 'utf8');
  afterAll(() => writeFileSync(config, before));
  const set = (settings: string) =>
    writeFileSync(config, before.replace('defineConfig({', `defineConfig({ ${settings}`));
  const pod = PRIVILEGED_POD;
  const checkThere = async (...words: string[]) =>
    reportOf(await stele(project, ['check', '-', '--format', 'json', ...words], {}, pod));

  test('takes severities by tier', async () => {
    set("rules: { 'no-privileged': { severity: 'warning', tiers: { development: { severity: 'off' } } } },");
    expect((await checkThere(...ONLY)).summary).toMatchObject({ error: 0, warning: 1 });
    expect((await checkThere(...ONLY, '--tier', 'development')).summary).toMatchObject({ error: 0, warning: 0 });
    // admission knows no settings
    expect((await checkThere('--level', 'baseline', '--tier', 'development')).summary).toMatchObject({ error: 1 });
  });

  test('warns of errors of rules that came after rulesSince', async () => {
    set("rulesSince: '0.0.9',");
    expect((await checkThere(...ONLY)).summary).toMatchObject({ error: 0, warning: 1 });
  });

  test('applies the rules of a folder, with parameters', async () => {
    mkdirSync(join(project, 'rules'));
    writeFileSync(
      join(project, 'rules/require-team.ts'),
      `import { defineRule, read, z } from 'stele';

export default defineRule({
  kind: 'object',
  id: 'require-team',
  title: 'A team',
  severity: 'error',
  why: 'Somebody has to be asked.',
  fix: 'Write the label.',
  upstream: [],
  links: [],
  since: '1.0.0',
  looksAt: 'pods',
  parameters: z.object({ label: z.string().default('team') }),
  check(object, { parameters }) {
    const team = read.textAt(object, 'metadata', 'labels', parameters.label);
    return team === undefined ? [{ pointer: '/metadata', message: \`lacks the label \${parameters.label}\` }] : [];
  },
  examples: {
    pass: [{ title: 'a team', yaml: 'kind: Pod' }],
    fail: [{ title: 'none', yaml: 'kind: Pod', at: ['/metadata'] }],
  },
});
`,
    );
    set("ruleFolder: 'rules', rules: { 'require-team': { parameters: { label: 'owner' } } },");
    const { findings } = await checkThere('--only', 'require-team');
    expect(findings).toEqual([
      expect.objectContaining({ rule: 'require-team', line: 3, message: 'lacks the label owner', value: null }),
    ]);
    expect((await stele(project, ['explain', 'require-team'])).stdout).toMatch(/^require-team: A team \(error; /);
  });
});
