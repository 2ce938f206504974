import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import config from '../.dependency-cruiser.mjs';

const ROOT = resolve(import.meta.dirname, '..');

/** An import that a rule refuses: rule, importing file, the line, what it leads to. */
const REFUSED: readonly (readonly [rule: string, from: string, line: string, to: string])[] = [
  ['no-cycles', 'model/egg.ts', "import './hen.ts';", 'model/hen.ts'],
  ['no-missing-modules', 'model/lost.ts', "import './nowhere.ts';", './nowhere.ts'],
  ['no-development-packages', 'model/dev.ts', "import 'devonly';", 'node_modules/devonly/index.js'],
  ['no-development-packages', 'model/unlisted.ts', "import 'unlisted';", 'node_modules/unlisted/index.js'],
  ['model-imports-nothing', 'model/a.ts', "import '../constructs/shared.ts';", 'constructs/shared.ts'],
  [
    'model-imports-nothing',
    'model/b.ts',
    "import type { Shared } from '../constructs/shared.ts';",
    'constructs/shared.ts',
  ],
  ['model-imports-nothing', 'model/c.ts', "export type { Shared } from '../policies/rule.ts';", 'policies/rule.ts'],
  [
    'model-imports-nothing',
    'model/d.ts',
    "export const load = () => import('../policies/rule.ts');",
    'policies/rule.ts',
  ],
  ['constructs-import-model', 'constructs/config/a.ts', "import '../../pipeline/load.ts';", 'pipeline/load.ts'],
  ['areas-by-their-index', 'constructs/config/b.ts', "import '../workload/pod.ts';", 'constructs/workload/pod.ts'],
  [
    'shared-constructs-import-no-area',
    'constructs/c.ts',
    "import './workload/index.ts';",
    'constructs/workload/index.ts',
  ],
  ['policies-know-plain-objects', 'policies/a.ts', "import '../model/resolve.ts';", 'model/resolve.ts'],
  ['plan-knows-plain-objects', 'plan/a.ts', "import '../policies/rule.ts';", 'policies/rule.ts'],
  ['pipeline-knows-no-stack', 'pipeline/a.ts', "import '../stacks/shop.ts';", 'stacks/shop.ts'],
  [
    'pipeline-knows-no-stack',
    'pipeline/b.ts',
    "import '../constructs/workload/index.ts';",
    'constructs/workload/index.ts',
  ],
  ['bootstrap-derives-little', 'bootstrap/a.ts', "import '../pipeline/write.ts';", 'pipeline/write.ts'],
  ['stacks-import-stele', 'stacks/a.ts', "import '../model/resolve.ts';", 'model/resolve.ts'],
  ['stacks-import-stele', 'stacks/b.ts', "import '../environments/prod.ts';", 'environments/prod.ts'],
  ['environments-import-stacks', 'environments/a.ts', "import '../model/resolve.ts';", 'model/resolve.ts'],
  ['no-machine-in-source', 'stacks/d.ts', "import { readFileSync } from 'node:fs';", 'fs'],
  ['no-machine-in-source', 'stacks/e.ts', "import { env } from 'process';", 'process'],
  ['no-machine-in-source', 'environments/c.ts', "export const os = () => import('node:os');", 'os'],
  ['no-machine-in-source', 'constructs/workload/random.ts', "import { randomUUID } from 'node:crypto';", 'crypto'],
  ['stele-by-name', 'stacks/c.ts', "import '../index.ts';", 'index.ts'],
  ['stele-by-name', 'environments/b.ts', "import '../index.ts';", 'index.ts'],
  ['stele-by-name-is-for-users', 'cli/b.ts', "import 'stele';", 'index.ts'],
  ['nothing-imports-cli', 'bench/a.ts', "import '../cli/main.ts';", 'cli/main.ts'],
  ['nothing-imports-tests', 'cli/a.ts', "import '../test/some.ts';", 'test/some.ts'],
  ['nothing-imports-tests', 'cli/d.ts', "import '../tools/cluster/some.ts';", 'tools/cluster/some.ts'],
  [
    'playground-is-for-cli',
    'stele.config.ts',
    "import './tools/cluster/playground/some.ts';",
    'tools/cluster/playground/some.ts',
  ],
];

/** Imports that the design wants. */
const ALLOWED: readonly (readonly [from: string, line: string])[] = [
  ['model/hen.ts', "import './egg.ts';"], // the other half of the cycle
  ['constructs/shared.ts', "import '../model/resolve.ts';\nexport type Shared = string;"],
  ['constructs/config/index.ts', "import '../workload/index.ts';"],
  ['constructs/config/own.ts', "import './index.ts';\nimport '../shared.ts';"],
  [
    'constructs/config/contract.ts',
    "import type { W } from '../workload/workload.ts';\nimport '../workload/mount.ts';",
  ],
  ['constructs/config/text.ts', "import { readFileSync } from 'node:fs';"],
  ['constructs/network/cidr.ts', "import { isIPv4 } from 'node:net';"],
  ['constructs/workload/index.ts', "import './pod.ts';"],
  ['constructs/workload/pod.ts', ''],
  ['constructs/workload/workload.ts', 'export type W = string;'],
  ['constructs/workload/mount.ts', ''],
  ['constructs/argocd/index.ts', ''],
  ['model/resolve.ts', ''],
  ['model/errors.ts', "import 'listed';"],
  ['policies/rule.ts', "import type { X } from '../model/errors.ts';\nexport type Shared = string;"],
  ['pipeline/load.ts', "import '../constructs/argocd/index.ts';\nimport '../policies/rule.ts';"],
  ['pipeline/write.ts', ''],
  ['pipeline/write/paths.ts', ''],
  ['bootstrap/index.ts', "import 'devonly';\nimport '../pipeline/load.ts';\nimport '../pipeline/write/paths.ts';"],
  ['bootstrap/root.ts', "import '../constructs/argocd/index.ts';"],
  ['stacks/shop.ts', "import 'stele';\nimport './shared/names.ts';"],
  ['stacks/shared/names.ts', ''],
  ['environments/prod.ts', "import 'stele';\nimport '../stacks/shop.ts';"],
  ['cli/main.ts', "import '../pipeline/load.ts';\nimport '../pipeline/write.ts';"],
  ['cli/cluster.ts', "import '../tools/cluster/playground/some.ts';"],
  ['tools/cluster/playground/some.ts', "import '../some.ts';"],
  ['tools/cluster/some.ts', ''],
  ['test/some.ts', "import 'devonly';\nimport '../cli/main.ts';"],
  ['index.ts', "export * from './model/errors.ts';"],
];

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

describe('the import directions', () => {
  let folder = '';
  let violations: readonly (readonly [string, string, string])[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'stele-imports-'));
    for (const [, from, line] of REFUSED) write(from, line);
    for (const [from, text] of ALLOWED) write(from, text);
    for (const name of ['listed', 'devonly', 'unlisted']) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
      write(`node_modules/${name}/index.js`, '');
    }
    const dependencies = { dependencies: { listed: '1.0.0' }, devDependencies: { devonly: '1.0.0' } };
    write('package.json', JSON.stringify({ name: 'stele', exports: { '.': './index.ts' }, ...dependencies }));
    violations = cruise(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${text}\n`);
  }

  it.each(REFUSED)('%s refuses in %s: %s', (rule, from, _line, to) => {
    expect(violations).toContainEqual([rule, from, to]);
  });

  it.each(ALLOWED.filter(([from]) => from !== 'model/hen.ts'))('lets %s import what it needs', (from) => {
    expect(violations.filter((violation) => violation[1] === from)).toEqual([]);
  });

  it('refuse each of these imports for one reason only', () => {
    const expected = REFUSED.map(([rule, from, , to]) => [rule, from, to]);
    expect(violations.map(String).sort()).toEqual(expected.map(String).sort());
  });

  it('have no rule without such an example', () => {
    expect(config.forbidden?.map((rule) => rule.name).sort()).toEqual(
      [...new Set(REFUSED.map(([rule]) => rule))].sort(),
    );
  });
});

function cruise(folder: string): (readonly [string, string, string])[] {
  const program = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const settings = ['--config', join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json', '.'];
  const { stdout } = spawnSync(process.execPath, [program, ...settings], { cwd: folder, encoding: 'utf8' });
  const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[] } };
  return summary.violations.map(({ rule, from, to }) => [rule.name, from, to]);
}
