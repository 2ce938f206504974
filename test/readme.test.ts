import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { execute, temporaryFolder } from './cli/binary.ts';
import { type Block, blocksOf } from './support/fenced-blocks.ts';

const ROOT = resolve(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** What `npx stele` runs, without the time that npx takes. */
const STELE = 'node cli/stele.js';

/** Nobody's settings of Git or npm change what is printed. */
const ENVIRONMENT = {
  PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Reader',
  GIT_AUTHOR_EMAIL: 'reader@example.com',
  GIT_COMMITTER_NAME: 'Reader',
  GIT_COMMITTER_EMAIL: 'reader@example.com',
};

async function run(folder: string, command: string): Promise<string> {
  const { code, stdout, stderr } = await execute('sh', ['-ec', `exec 2>&1\n${command}`], folder, ENVIRONMENT);
  if (code !== 0) throw new Error(`${command}: exit code ${code}\n${stdout}${stderr}`);
  return stdout;
}

/** What differs from run to run, or with every stack that is added, stands for itself. */
function comparable(output: string): string {
  return output
    .replaceAll(/^\d+ manifests,/gm, '# manifests,')
    .replaceAll(/\d+\.\d\d s$/gm, '# s')
    .replaceAll(/^index [0-9a-f]+\.\.[0-9a-f]+/gm, 'index #..#')
    .replaceAll(/^@@ .* @@.*$/gm, '@@')
    .trim();
}

/** A clone of the checkout as it is on disk, rendered and committed. */
async function clone(): Promise<string> {
  const folder = temporaryFolder();
  const files = await run(ROOT, 'git ls-files --cached --others --exclude-standard -z');
  for (const file of files.split('\0')) {
    // deleted and not committed yet
    if (!existsSync(join(ROOT, file))) continue;
    if (!/^(?:cli|constructs|environments|model|pipeline|policies|plan|schemas|stacks|[^/]+$)/.test(file)) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await run(folder, `${STELE} synth`);
  await run(folder, 'git init --quiet && git add --all -- . ":!node_modules" && git commit --quiet --message clone');
  // as a folder it would be ignored
  await run(folder, 'echo node_modules >> .git/info/exclude');
  return folder;
}

describe('the first stack of the README', () => {
  const walk = blocksOf(README, 'A first stack in five minutes');
  const printed = new Map<Block, string>();

  beforeAll(async () => {
    const folder = await clone();
    let output = '';
    for (const block of walk) {
      if (block.language === 'sh') output = await run(folder, block.text.replaceAll('npx stele', STELE));
      else if (block.language === 'diff') await run(folder, `git apply - <<'EOF'\n${block.text}EOF`);
      else printed.set(block, output);
    }
  }, 60_000);

  const outputs = walk.filter(({ language }) => language === 'text');

  test('shows what commands print', () => {
    expect(outputs.length).toBeGreaterThan(4);
  });

  test.each(outputs)('prints what line $line says', (block) => {
    expect(comparable(printed.get(block) ?? '')).toBe(comparable(block.text));
  });
});

test('the README counts the same manifests before and in the first stack', () => {
  const [committed = 0, ...walked] = [...README.matchAll(/^(\d+) manifests,/gm)].map(([, count]) => Number(count));
  const added = [...README.matchAll(/^A {2}manifests\//gm)].length;
  expect(walked).toEqual([committed + added, committed + added, committed + added]);
});
