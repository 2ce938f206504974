import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { stele, temporaryProject } from '../binary.ts';

// each test starts the command, some a few times
jest.setTimeout(30_000);

const NAMESPACE = 'manifests/prod/ring-1/worker/_all/_cluster/Namespace.worker.yaml';
const SUMMARY = /^\d+ manifests, \d+ written, \d+ removed, \d+\.\d\d s\n$/;

describe('stele synth', () => {
  const project = temporaryProject();

  test('writes the manifests and says in one line what it did', async () => {
    const { code, stdout, stderr } = await stele(project, ['synth']);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: expect.stringMatching(SUMMARY) });
    expect(readFileSync(join(project, NAMESPACE), 'utf8')).toMatch(
      /^# Rendered by Stele from stacks\/apps\/worker\.ts\. Do not edit\.\n/,
    );
  });

  test('writes nothing the second time', async () => {
    const { code, stderr } = await stele(project, ['synth']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^\d+ manifests, 0 written, 0 removed, /);
  });

  test('renders a part and leaves the rest alone', async () => {
    const copy = temporaryProject();
    expect((await stele(copy, ['synth', 'prod/ring-1/worker'])).code).toBe(0);
    expect(existsSync(join(copy, NAMESPACE))).toBe(true);
    expect(existsSync(join(copy, 'manifests/dev'))).toBe(false);
  });

  test('--out writes elsewhere, from where the command was called', async () => {
    const copy = temporaryProject();
    expect((await stele(join(copy, 'stacks'), ['synth', '--out', '../elsewhere'])).code).toBe(0);
    expect(existsSync(join(copy, NAMESPACE.replace('manifests/', 'elsewhere/')))).toBe(true);
    expect(existsSync(join(copy, 'manifests'))).toBe(false);
  });

  test('--repository and --branch are what Argo CD will read', async () => {
    const copy = temporaryProject();
    const words = ['synth', 'dev', '--repository', 'file:///srv/platform.git', '--branch', 'trial'];
    expect((await stele(copy, words)).code).toBe(0);
    const application = readFileSync(join(copy, 'manifests/dev/_clusters/dev-1/Application.web.yaml'), 'utf8');
    expect(application).toContain('repoURL: file:///srv/platform.git\n');
    expect(application).toContain('targetRevision: refs/heads/trial\n');
  });

  test('--format json reports what was written', async () => {
    const copy = temporaryProject();
    const { code, stdout, stderr } = await stele(copy, ['synth', 'prod/ring-1/worker', '--format', 'json']);
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toEqual({
      version: 1,
      check: false,
      manifests: expect.any(Number),
      written: expect.arrayContaining([NAMESPACE]),
      removed: [],
      differs: [],
      findings: [],
      seconds: expect.any(Number),
    });
    expect(stderr).toMatch(SUMMARY);
  });
});

describe('what a check finds', () => {
  /** The project with a ConfigMap in the stack web that carries a waiver. */
  function waived(waiver: string): string {
    const folder = temporaryProject();
    const file = join(folder, 'stacks/apps/web.ts');
    const object = `new ApiObject(chart, 'web', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', annotations: { 'stele.dev/waive.no-credentials-in-config': '${waiver}' } }, data: { DB_PASSWORD: 'qT7vR2mK9xWc4LpZ' } });`;
    const source = readFileSync(file, 'utf8')
      .replace('import { ', 'import { ApiObject, ')
      .replace('build() {}', `build({ chart }) { ${object} }`);
    writeFileSync(file, source);
    return folder;
  }

  test('is a warning that fails nothing', async () => {
    const project = waived('on its way out (owner: web, until: 2020-01-31)');
    const { code, stdout, stderr } = await stele(project, ['synth', 'dev']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(
      /^warning valid-waiver: manifests\/dev\/ring-0\/web\/_all\/web\/ConfigMap\.web\.yaml \/metadata\/annotations\/stele\.dev~1waive\.no-credentials-in-config: ConfigMap web\/web: the waiver of no-credentials-in-config expired on 2020-01-31; mend .*\n\d+ manifests, \d+ written, 0 removed, 1 warning, \d+\.\d\d s\n$/,
    );
  });

  test('is an error that keeps its variant from being written', async () => {
    const project = waived('because');
    const { code, stdout, stderr } = await stele(project, ['synth', 'dev', '--format', 'json']);
    expect(code).toBe(1);
    const report = JSON.parse(stdout);
    expect(report.findings).toContainEqual({
      rule: 'valid-waiver',
      severity: 'error',
      object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'web', name: 'web' },
      file: 'manifests/dev/ring-0/web/_all/web/ConfigMap.web.yaml',
      line: null,
      pointer: '/metadata/annotations/stele.dev~1waive.no-credentials-in-config',
      value: 'because',
      message: 'the waiver of no-credentials-in-config has no reason, owner and date',
      remedy: 'write <reason> (owner: <team>, until: YYYY-MM-DD), or use waive()',
      waived: null,
    });
    expect(existsSync(join(project, 'manifests/dev/ring-0/web'))).toBe(false);
    expect(stderr).toMatch(/^\d+ manifests, \d+ written, 0 removed, 2 errors, /);
  });
});

describe('stele synth --check', () => {
  const project = temporaryProject();
  beforeAll(async () => {
    await stele(project, ['synth']);
  });

  /** The project after a change of its files. */
  function changed(change: (folder: string) => void): string {
    const folder = temporaryProject();
    cpSync(join(project, 'manifests'), join(folder, 'manifests'), { recursive: true });
    change(folder);
    return folder;
  }

  test('is content with what synth wrote', async () => {
    const { code, stdout, stderr } = await stele(project, ['synth', '--check']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^\d+ manifests, 0 differ, \d+\.\d\d s\n$/);
  });

  test.each([
    ['a hand edit', (folder: string) => writeFileSync(join(folder, NAMESPACE), 'edited: true\n', { flag: 'a' })],
    ['a missing file', (folder: string) => rmSync(join(folder, NAMESPACE))],
    [
      'a leftover',
      (folder: string) => cpSync(join(folder, NAMESPACE), join(folder, NAMESPACE.replace('worker.yaml', 'other.yaml'))),
    ],
  ])('names %s, says what to run, and writes nothing', async (_what, change) => {
    const folder = changed(change);
    const { code, stdout, stderr } = await stele(folder, ['synth', 'prod', '--check']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^manifests\/prod\/ring-1\/worker\/_all\/_cluster\/Namespace\.\w+\.yaml: .+\n$/);
    expect(stderr).toMatch(/^\d+ manifests, 1 differs, .+\nto write what the source gives: stele synth prod\n$/);
    expect((await stele(folder, ['synth', 'prod', '--check'])).stdout).toBe(stdout);
  });

  test('is content again after the synth that it asks for', async () => {
    const folder = changed((copy) => writeFileSync(join(copy, NAMESPACE), 'edited: true\n', { flag: 'a' }));
    expect((await stele(folder, ['synth', 'prod'])).code).toBe(0);
    expect((await stele(folder, ['synth', 'prod', '--check'])).code).toBe(0);
  });

  test('--format json lists the differences', async () => {
    const folder = changed((copy) => rmSync(join(copy, NAMESPACE)));
    const { code, stdout } = await stele(folder, ['synth', 'prod', '--check', '--format', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      check: true,
      differs: [{ path: NAMESPACE, why: 'is missing' }],
    });
  });
});
