import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { output } from './output.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const NODE_24 = dirname(process.execPath);

describe('the package stele', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stele-package-'));
  const project = join(folder, 'project');
  let tarball = '';

  beforeAll(() => {
    output('npm', ['run', 'build'], { cwd: ROOT });
    output('npm', ['pack', './dist', '--pack-destination', folder], { cwd: ROOT });
    tarball = join(folder, `stele-${versionOf('package.json')}.tgz`);
    cpSync(join(ROOT, 'test/fixtures/user-project'), project, { recursive: true });
    const tools = [`typescript@${versionOf('node_modules/typescript/package.json')}`, 'node@22.18.0'];
    output('npm', ['install', '--no-audit', tarball, ...tools], { cwd: project, path: NODE_24 });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('contains no tests, stacks, environments or sources', () => {
    const files = output('tar', ['-tzf', tarball], { cwd: folder }).trim().split('\n');
    const known = [
      /^package\/(package\.json|LICENSE|README\.md)$/,
      /^package\/(index|(model|constructs|policies|pipeline|plan|cli|bootstrap|tools)\/.+)\.(d\.ts|js)$/,
      /^package\/(schemas\/.+|policies\/upstream-checks)\.json$/,
      // what stele cluster builds and starts real components from
      /^package\/tools\/([a-z-]+\/(go\.mod|go\.sum|tools\.go)|cluster\/stages\/[a-z-]+\.yaml)$/,
    ];
    const foreign = files.filter((file) => !known.some((pattern) => pattern.test(file)));
    expect(foreign).toEqual([]);
  });

  it('is clean for publint', () => {
    const program = join(ROOT, 'node_modules/publint/src/cli.js');
    expect(output(process.execPath, [program, tarball, '--strict'], { cwd: ROOT })).toContain('All good!');
  });

  it('is clean for attw', () => {
    const program = join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    const report = output(process.execPath, [program, tarball, '--profile', 'esm-only', '--format', 'json'], {
      cwd: ROOT,
    });
    expect(JSON.parse(report)).toMatchObject({ analysis: { packageName: 'stele' } });
  });

  it("type-checks in a user's project, declarations of libraries included", () => {
    output('npx', ['tsc', '-p', '.'], { cwd: project, path: NODE_24 });
  });

  it('refuses an unknown value of a stack at compile time, in one short line', () => {
    const file = join(project, 'environments/wrong.ts');
    writeFileSync(
      file,
      "import { web } from '../stacks/apps/web.ts';\nexport default web({ hosst: 'x.example.com' });\n",
    );
    expect(() => output('npx', ['tsc', '-p', '.'], { cwd: project, path: NODE_24 })).toThrow(
      /environments\/wrong\.ts\(2,\d+\): error TS\d+: .*'hosst'.*'host'/,
    );
    rmSync(file);
  });

  it('renders a stack by npx stele synth', () => {
    output('npx', ['stele', 'synth'], { cwd: project, path: NODE_24 });
    const tree = readdirSync(join(project, 'manifests'), { recursive: true, encoding: 'utf8' });
    expect(tree.filter((file) => file.endsWith('.yaml')).sort()).toEqual([
      'dev/_clusters/dev-1/AppProject.web.yaml',
      'dev/_clusters/dev-1/Application.web.yaml',
      'dev/ring-0/web/_all/_cluster/Namespace.web.yaml',
      'dev/ring-0/web/_all/web/Deployment.web.yaml',
      'dev/ring-0/web/_all/web/NetworkPolicy.allow-dns.yaml',
      'dev/ring-0/web/_all/web/NetworkPolicy.default-deny.yaml',
      'dev/ring-0/web/_all/web/PodDisruptionBudget.web.yaml',
      'dev/ring-0/web/_all/web/ServiceAccount.web.yaml',
    ]);
  });

  it('brings what stele cluster builds and starts', () => {
    const files = output('tar', ['-tzf', tarball], { cwd: folder }).split('\n');
    const needed = [
      'kubernetes/go.sum',
      'argocd/go.mod',
      'kwok/tools.go',
      'cluster/stages/pods.yaml',
      'cluster/keeper.js',
    ];
    expect(needed.filter((file) => !files.includes(`package/tools/${file}`))).toEqual([]);
    output('npx', ['stele', 'cluster', 'status'], { cwd: project, path: NODE_24 });
  });

  it('renders the same with Node 22.18', () => {
    const node22 = join(project, 'node_modules/node/bin');
    expect(output('node', ['--version'], { cwd: project, path: node22 })).toBe('v22.18.0\n');
    output('node', ['node_modules/stele/cli/stele.js', 'synth', '--check'], { cwd: project, path: node22 });
  });
});

function versionOf(file: string): string {
  return (JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as { version: string }).version;
}
