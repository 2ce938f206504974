import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { copyBiomeConfig } from '../../support/biome-config.ts';
import { execute, stele, temporaryProject } from '../binary.ts';

const BIN = fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url));

const TSCONFIG = {
  extends: fileURLToPath(new URL('../../../tsconfig.json', import.meta.url)),
  compilerOptions: { typeRoots: [fileURLToPath(new URL('../../../node_modules/@types', import.meta.url))] },
  include: ['stele.config.ts', 'stacks', 'environments'],
  exclude: [],
};

async function checkTypesAndStyle(project: string, files: readonly string[]) {
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  copyBiomeConfig(project);
  const types = await execute(join(BIN, 'tsc'), ['-p', '.'], project);
  expect(types).toEqual({ code: 0, stdout: '', stderr: '' });
  const style = await execute(join(BIN, 'biome'), ['check', '--error-on-warnings', ...files], project);
  expect(style).toEqual({ code: 0, stdout: '', stderr: expect.stringContaining('No fixes applied') });
}

describe('stele new stack', () => {
  test('writes stacks that type-check, lint and synth at once, whatever the name', async () => {
    const project = temporaryProject();
    const names = ['shop', 'my-long-shop-name-of-many-words', '3d', 'default'];
    for (const name of names) {
      const outcome = await stele(project, ['new', 'stack', name, '--image', 'registry.example.com/acme/shop']);
      expect(outcome.stderr).toContain(`wrote stacks/apps/${name}.ts\n`);
      expect(outcome.code).toBe(0);
    }
    await checkTypesAndStyle(project, ['stacks/apps']);
    expect((await stele(project, ['synth'])).code).toBe(0);
  });

  test('that is listed in an environment as it says renders a Deployment', async () => {
    const project = temporaryProject();
    await stele(project, ['new', 'stack', 'shop']);
    const file = join(project, 'environments/dev.ts');
    const source = readFileSync(file, 'utf8')
      .replace('import { web }', "import { shop } from '../stacks/apps/shop.ts';\nimport { web }")
      .replace('stacks: [', 'stacks: [shop({}), ');
    writeFileSync(file, source);
    await stele(project, ['images', 'set', 'dev', 'ghcr.io/example/shop', `1.0.0@sha256:${'a'.repeat(64)}`]);
    const { code } = await stele(project, ['synth', 'dev']);
    expect(code).toBe(0);
    const tree = await stele(project, ['tree', 'dev/dev-1']);
    expect(tree.stdout).toMatch(
      / Deployment +shop\/shop +manifests\/dev\/ring-0\/shop\/_all\/shop\/Deployment\.shop\.yaml\n/,
    );
  });

  test('never overwrites', async () => {
    const project = temporaryProject();
    const before = readFileSync(join(project, 'stacks/apps/web.ts'), 'utf8');
    expect(await stele(project, ['new', 'stack', 'web'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'stacks/apps/web.ts: exists already; choose another name for the stack, or edit it\n1 problem\n',
    });
    expect(readFileSync(join(project, 'stacks/apps/web.ts'), 'utf8')).toBe(before);
  });

  test.each(['../web', 'Shop', 'a/b', ''])('refuses the name "%s"', async (name) => {
    const { code, stderr } = await stele(temporaryProject(), ['new', 'stack', name]);
    expect(code).toBe(2);
    expect(stderr).toContain(`stack name "${name}" is not a DNS label`);
  });
});

describe('stele new environment', () => {
  test('writes environments that type-check, lint and synth at once, whatever the name', async () => {
    const project = temporaryProject();
    for (const [name, ...options] of [
      ['qa'],
      ['3rd', '--tier', 'production', '--promote-from', 'staging'],
      ['e'.repeat(63)],
    ]) {
      const outcome = await stele(project, ['new', 'environment', `${name}`, ...options]);
      expect(outcome.stderr).toContain(`wrote environments/${name}.ts\nwrote environments/${name}.lock.json\n`);
      expect(outcome.code).toBe(0);
    }
    await checkTypesAndStyle(project, ['environments']);
    expect((await stele(project, ['synth'])).code).toBe(0);
  });

  test('refuses to be promoted from an environment that does not exist', async () => {
    const { code, stderr } = await stele(temporaryProject(), ['new', 'environment', 'qa', '--promote-from', 'stagng']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      '--promote-from: there is no environment "stagng" (did you mean "staging"?); environments: dev, prod, staging\n1 problem\n',
    );
  });

  test('never overwrites', async () => {
    const project = temporaryProject();
    const { code, stderr } = await stele(project, ['new', 'environment', 'prod']);
    expect(code).toBe(2);
    expect(stderr).toBe('environments/prod.ts: exists already; choose another name, or edit it\n1 problem\n');
  });
});
