import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, watch } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { GitProject, plainEnvironment, platformFiles } from '../../support/git-project.ts';
import { CHECKOUT } from '../../support/project-folder.ts';

jest.setTimeout(120_000);

const KILLS = 50;
/** Every so many kills the next run is let through, and has to repair what the killed ones left. */
const REPAIR = 10;

/** Two stacks that differ in every file, in a file's place, in what there is, and in a content-named object. */
const STACK = `import { ApiObject, defineStack, ImmutableConfig } from 'stele';
const version = 'A';
const name = (index) => (index % 10 === 0 ? \`only-\${version.toLowerCase()}-\${index}\` : \`both-\${index}\`);
export const bulk = defineStack({
  name: 'bulk',
  team: \`team-\${version.toLowerCase()}\`,
  build({ chart, facts }) {
    if (version === 'B') facts.region;
    new ImmutableConfig(chart, 'page', { data: { version } });
    for (let index = 0; index < 100; index++) {
      const data = { version, text: 'x'.repeat(2000) };
      new ApiObject(chart, name(index), { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: name(index) }, data });
    }
  },
});
`;

const ENVIRONMENT = `import { cluster, defineEnvironment, presets } from 'stele';
import { bulk } from '../stacks/bulk.ts';
const place = { preset: presets.kubeadm, region: 'here', kubernetes: '1.36' };
export default defineEnvironment({
  name: 'dev',
  tier: 'development',
  clusters: [cluster('dev-1', place), cluster('dev-2', { ...place, ring: 1 })],
  stacks: [bulk({})],
});
`;

describe('stele synth that is killed', () => {
  let project: GitProject;
  const whole: Record<'A' | 'B', ReadonlyMap<string, string>> = { A: new Map(), B: new Map() };

  beforeAll(async () => {
    project = GitProject.create([
      ['stele.config.ts', platformFiles().get('stele.config.ts') ?? ''],
      ['stacks/bulk.ts', STACK],
      ['environments/dev.ts', ENVIRONMENT],
    ]);
    await project.synthesized();
    // what is committed decides which former generation is kept, so each version has one tree only
    project.commit();
    whole.A = rendered();
    turnTo('B');
    await project.synthesized();
    whole.B = rendered();
  });
  afterAll(() => project.remove());

  /** Every rendered file with its text, the code owners included. */
  function rendered(): Map<string, string> {
    const files = [...project.texts()].filter(([path]) => !path.startsWith('.stele-lock'));
    return new Map([...files, ['CODEOWNERS', project.read('CODEOWNERS')]]);
  }

  function turnTo(version: 'A' | 'B'): void {
    project.write('stacks/bulk.ts', STACK.replace("'A'", `'${version}'`));
  }

  test(`leaves every file old or new at ${KILLS} random moments, and the next run repairs the rest`, async () => {
    let between = 0;
    let killed = 0;
    for (let run = 0; killed < KILLS; run++) {
      const version = run % 2 === 0 ? 'A' : 'B';
      turnTo(version);
      if (await killedAt(moment(run))) killed++;

      const files = rendered();
      const torn = [...files].filter(([path, text]) => text !== whole.A.get(path) && text !== whole.B.get(path));
      expect(torn.map(([path]) => path)).toEqual([]);
      if (![whole.A, whole.B].some((tree) => same(tree, files))) between++;

      if (run % REPAIR !== 0) continue;
      await project.synthesized();
      expect([...rendered()].filter(([path, text]) => text !== whole[version].get(path)).map(([path]) => path)).toEqual(
        [],
      );
      expect(rendered().size).toBe(whole[version].size);
      expect((await readdir(project.root)).sort()).toEqual(NAMES);
      expect((await readdir(join(project.root, 'manifests'))).sort()).toEqual(['dev']);
    }
    // the moments are of use only when some of them are in the middle of writing

    expect(between).toBeGreaterThan(0);
  });

  const NAMES = [
    '.git',
    '.gitignore',
    'CODEOWNERS',
    'environments',
    'manifests',
    'node_modules',
    'package.json',
    'stacks',
    'stele.config.ts',
  ];

  /** Runs the command until a moment; says whether it was killed, or had ended by then. */
  async function killedAt({ whileWriting, delay }: Moment): Promise<boolean> {
    const child = spawn(process.execPath, [join(CHECKOUT, 'cli/stele.js'), 'synth'], {
      cwd: project.root,
      env: plainEnvironment(),
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    const end = new AbortController();
    child.on('exit', () => end.abort());
    if (whileWriting) await firstWrite(end.signal);
    await Promise.race([new Promise((resolve) => setTimeout(resolve, delay)), ended]);
    child.kill('SIGKILL');
    const [, signal] = await ended;
    return signal === 'SIGKILL';
  }

  /** Until the command has made its lock, and begun with the first file in it, or has ended. */
  async function firstWrite(end: AbortSignal): Promise<void> {
    const lock = join(project.root, 'manifests', '.stele-lock');
    await change(dirname(lock), end, (name) => name === basename(lock));
    // beside files and new folders, which are called by a number, it says there who it is
    await change(lock, end, (name) => /^\d+$/.test(name));
  }
});

async function change(folder: string, end: AbortSignal, isIt: (name: string) => boolean): Promise<void> {
  try {
    for await (const { filename } of watch(folder, { signal: end })) if (isIt(filename ?? '')) return;
  } catch (error) {
    // the command was faster
    if (!end.aborted && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function same(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([path, text]) => b.get(path) === text);
}

interface Moment {
  /** Whether the delay begins with the first file that is written, or when the command is started. */
  readonly whileWriting: boolean;
  /** In milliseconds. */
  readonly delay: number;
}

/** A moment, the same one in every run of the test: most of them while files are written. */
function moment(run: number): Moment {
  // https://en.wikipedia.org/wiki/Linear_congruential_generator
  let state = run + 1;
  for (let step = 0; step < 3; step++) state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
  const random = state / 2 ** 32;
  return run % 5 === 4 ? { whileWriting: false, delay: random * 400 } : { whileWriting: true, delay: random * 40 };
}
