import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { rootApplication, rootProject } from '../constructs/argocd/index.ts';
import { execute, stele } from './cli/binary.ts';
import { copyBiomeConfig } from './support/biome-config.ts';
import { blocksOf } from './support/fenced-blocks.ts';
import { CHECKOUT, ProjectFolder } from './support/project-folder.ts';

const GUIDES = ['README.md', 'docs/stacks.md', 'docs/environments.md', 'docs/manifests.md'];
const BLOCKS = GUIDES.flatMap((guide) =>
  blocksOf(readFileSync(join(CHECKOUT, guide), 'utf8')).map((block) => ({ ...block, guide })),
);

/** The file that a block says it is, in its first line: `// stacks/apps/shop.ts`. */
const NAMED = /^(?:\/\/|<!--) (?<path>[a-z][\w./-]*\.\w+)(?: -->)?\n/;

const EXAMPLES = BLOCKS.flatMap(({ text }) => {
  const path = NAMED.exec(text)?.groups?.path;
  return path === undefined ? [] : [[path, text] as const];
});

const TSCONFIG = {
  extends: join(CHECKOUT, 'tsconfig.json'),
  compilerOptions: { typeRoots: [join(CHECKOUT, 'node_modules/@types')] },
  include: ['stele.config.ts', 'stacks', 'environments'],
  exclude: [],
};

/** Locks that give every example some version of its images. */
function locks(): [string, string][] {
  const repositories = EXAMPLES.flatMap(([, text]) =>
    [...text.matchAll(/images: \{ (?:\w+): '(?<repository>[^']+)' \}/g)].map(({ groups }) => groups?.repository),
  );
  const version = { tag: '1.0.0', digest: `sha256:${'a'.repeat(64)}` };
  const ring = { source: null, images: Object.fromEntries(repositories.map((name) => [name, version])) };
  const names = EXAMPLES.flatMap(([path]) => /^environments\/(?<name>.*)\.ts$/.exec(path)?.groups?.name ?? []);
  return names.map((name) => [`environments/${name}.lock.json`, JSON.stringify({ rings: { 0: ring, 1: ring } })]);
}

describe('the examples of the guides', () => {
  let project: ProjectFolder;
  beforeAll(() => {
    project = new ProjectFolder([...EXAMPLES, ...locks(), ['tsconfig.json', JSON.stringify(TSCONFIG)]]);
  });
  afterAll(() => project.remove());

  test('say which file they are', () => {
    const nameless = BLOCKS.filter(({ language, text }) => language === 'ts' && !NAMED.test(text));
    expect(nameless.map(({ guide, line }) => `${guide}:${line}`)).toEqual([]);
  });

  test('are each a file of its own', () => {
    const paths = EXAMPLES.map(([path]) => path);
    expect(paths).toEqual([...new Set(paths)]);
  });

  test('type-check', async () => {
    const tsc = join(CHECKOUT, 'node_modules/typescript/bin/tsc');
    const { code, stdout } = await execute(process.execPath, [tsc, '-p', '.'], project.root);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  }, 30_000);

  test('render', async () => {
    const { code, stderr } = await stele(project.root, ['synth']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^\d+ manifests, .* s\n$/) });
  });

  test('are laid out as the formatter does', async () => {
    copyBiomeConfig(project.root);
    const sources = EXAMPLES.map(([path]) => path).filter((path) => path.endsWith('.ts'));
    const bin = join(CHECKOUT, 'node_modules/.bin/biome');
    const { code, stderr } = await execute(bin, ['check', '--error-on-warnings', ...sources], project.root);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('No fixes applied') });
  });
});

test('the objects of day 0 in docs/environments.md are what Stele makes of the root', () => {
  const config = { repository: { url: 'https://github.com/acme/platform.git', branch: 'main' } };
  const [cluster, folder] = ['prod-eu-1', 'prod/_clusters/prod-eu-1'];
  const environment = { argocd: { hub: undefined, prune: true, selfHeal: true, syncWindows: [] } };
  const block = BLOCKS.find(({ guide, language }) => guide === 'docs/environments.md' && language === 'yaml');
  const written = parseAllDocuments(block?.text ?? '').map((document) => document.toJS());
  expect(written).toEqual([rootProject(config), rootApplication({ cluster, folder, environment, config })]);
});

test('links between the guides lead somewhere', () => {
  const dead = [...GUIDES, 'docs/decisions/README.md'].flatMap((guide) => {
    const text = readFileSync(join(CHECKOUT, guide), 'utf8');
    const links = [...text.matchAll(/\]\((?<file>[\w./-]+)(?:#[\w-]+)?\)/g)].map(({ groups }) => groups?.file ?? '');
    return links.filter((file) => !existsSync(join(CHECKOUT, dirname(guide), file))).map((file) => `${guide}: ${file}`);
  });
  expect(dead).toEqual([]);
});

test('docs/decisions/README.md lists every record', () => {
  const records = readdirSync(join(CHECKOUT, 'docs/decisions')).filter((file) => file !== 'README.md');
  const index = readFileSync(join(CHECKOUT, 'docs/decisions/README.md'), 'utf8');
  expect(records.filter((file) => !index.includes(`](${file})`))).toEqual([]);
});
