import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, watch } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { GitProject, plainEnvironment, platformFiles } from '../../support/git-project.ts';
import { CHECKOUT } from '../../support/project-folder.ts';

jest.setTimeout(300_000);

const KILLS = 50;
/** Every so many kills the next run is let through, and has to repair what the killed ones left. */
const REPAIR = 10;

/** Two versions that differ in every file, in files' places, in what there is, and in a content-named object. */
const STACK = `import { ApiObject, defineStack, ImmutableConfig } from 'stele';
const version = 'A';
const team = \`team-\${version.toLowerCase()}\`;
const name = (index) => (index % 10 === 0 ? \`only-\${version.toLowerCase()}-\${index}\` : \`both-\${index}\`);
function configs(chart, count) {
  for (let index = 0; index < count; index++) {
    const data = { version, text: 'x'.repeat(2000) };
    new ApiObject(chart, name(index), { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: name(index) }, data });
  }
}
export const bulk = defineStack({
  name: 'bulk',
  team,
  build({ chart }) {
    new ImmutableConfig(chart, 'page', { data: { version } });
    configs(chart, 200);
  },
});
export const moved = defineStack({
  name: 'moved',
  team,
  build({ chart, facts }) {
    if (version === 'B') facts.region;
    configs(chart, 50);
  },
});
`;

const ENVIRONMENT = `import { cluster, defineEnvironment, presets } from 'stele';
import { bulk, moved } from '../stacks/bulk.ts';
const place = { preset: presets.kubeadm, region: 'here', kubernetes: '1.36' };
export default defineEnvironment({
  name: 'dev',
  tier: 'development',
  clusters: [cluster('dev-1', place), cluster('dev-2', { ...place, ring: 1 })],
  stacks: [bulk({}), moved({})],
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
  async function killedAt({ after, delay }: Moment): Promise<boolean> {
    const child = spawn(process.execPath, [join(CHECKOUT, 'cli/stele.js'), 'synth'], {
      cwd: project.root,
      env: plainEnvironment(),
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    const end = new AbortController();
    child.on('exit', () => end.abort());
    // its lock, in which new files are made; then the folder into which the first ones are moved
    if (after === 'lock') await change('manifests', end.signal);
    if (after === 'first move') await change('manifests/dev/ring-0/bulk/_all/bulk', end.signal);
    await Promise.race([new Promise((resolve) => setTimeout(resolve, delay)), ended]);
    child.kill('SIGKILL');
    const [, signal] = await ended;
    return signal === 'SIGKILL';
  }

  /** Until something changes directly in a folder, or the command has ended. */
  async function change(folder: string, end: AbortSignal): Promise<void> {
    try {
      for await (const _ of watch(join(project.root, folder), { signal: end })) return;
    } catch (error) {
      if (!end.aborted) throw error;
    }
  }
});

function same(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([path, text]) => b.get(path) === text);
}

interface Moment {
  /** What the delay begins with. */
  readonly after: 'start' | 'lock' | 'first move';
  /** In milliseconds. */
  readonly delay: number;
}

/** A moment, the same one in every run of the test: most of them while files are made or moved. */
function moment(run: number): Moment {
  // https://en.wikipedia.org/wiki/Linear_congruential_generator
  let state = run + 1;
  for (let step = 0; step < 3; step++) state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
  const random = state / 2 ** 32;
  if (run % 5 === 4) return { after: 'start', delay: random * 400 };
  return run % 5 < 2 ? { after: 'lock', delay: random * 40 } : { after: 'first move', delay: random * 4 };
}
