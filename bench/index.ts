/**
 * Measures Stele, and cdk8s beside it in the same run; prints a table and writes `bench/results.json`.
 *
 * Each measurement is a process of its own with the flags of the command `stele`. Files go to a file system in memory
 * where there is one, so that the program is measured and not the disk; set TMPDIR to measure a disk.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { measureCheck, type Row } from './check.ts';
import { nodeFlags } from './node-flags.ts';
import { median, seconds, slope } from './statistics.ts';

const ROOT = join(import.meta.dirname, '..');
const SCENARIO = join(import.meta.dirname, 'scenario.ts');
const MEMORY_DISK = '/dev/shm';
const folder = process.env.TMPDIR === undefined && existsSync(MEMORY_DISK) ? MEMORY_DISK : tmpdir();

interface Run {
  readonly milliseconds: number;
  readonly processor: number;
  readonly peakMiB: number;
  readonly [figure: string]: unknown;
}

const rows: Row[] = [];
const figures: Record<string, unknown> = {};

/** cdk8s and Stele in turn, so that a machine that slows down slows both; each as it is run, so only Stele has flags. */
function comparison(): void {
  const pairs = [1, 2, 3, 4, 5].map(() => ({
    cdk8s: scenario<Run>('cdk8s', 2000, []),
    stele: scenario<Run>('same', 2000),
  }));
  const ratio = median(pairs.map(({ cdk8s, stele }) => cdk8s.milliseconds / stele.milliseconds));
  figures.comparison = {
    objects: 10_000,
    pairs: pairs.map(({ cdk8s, stele }) => [cdk8s.milliseconds, stele.milliseconds]),
    ratio,
  };
  const times = `${seconds(median(pairs.map(({ cdk8s }) => cdk8s.milliseconds)))} against ${seconds(median(pairs.map(({ stele }) => stele.milliseconds)))}`;
  add(
    "cdk8s App.synth() against Stele's renderer and writer, 10,000 objects written",
    `${ratio.toFixed(1)} times (${times})`,
    '≥ 12 times',
    ratio >= 12,
  );
  const whole = [1, 2, 3].map(() => scenario<Run & { manifests: number }>('synth', 2000));
  const manifests = whole[0]?.manifests.toLocaleString('en');
  const middle = median(whole.map(({ milliseconds }) => milliseconds));
  figures.wholeSynth = { manifests, milliseconds: whole.map(({ milliseconds }) => milliseconds) };
  add(
    '… against all of `stele synth` but the rules: with namespaces, policies and Applications',
    `${(median(pairs.map(({ cdk8s }) => cdk8s.milliseconds)) / middle).toFixed(1)} times (${seconds(middle)}, ${manifests} objects)`,
    'reported',
    true,
  );
}

function growth(): void {
  const sizes = [1000, 2000, 5000, 10_000];
  const times = sizes.map((charts) => median([1, 2, 3].map(() => scenario<Run>('same', charts).milliseconds)));
  const exponent = slope(sizes.map(Math.log), times.map(Math.log));
  figures.growth = { objects: sizes.map((charts) => charts * 5), milliseconds: times, exponent };
  add('exponent of time over size, 5,000 to 50,000 objects', exponent.toFixed(2), '≤ 1.1', exponent <= 1.1);
}

function memory(): void {
  const run = scenario<Run & { manifests: number }>('hardened', 2650);
  figures.memory = run;
  const objects = run.manifests.toLocaleString('en');
  add(
    `peak memory, ${objects} hardened objects`,
    `${run.peakMiB.toFixed(0)} MiB (${seconds(run.milliseconds)})`,
    '< 400 MiB',
    run.peakMiB < 400,
  );
}

/**
 * A cold run and an unchanged one, each a process of its own as for the user, each after a tenth of its own kind; by
 * processor time, as both are short, and a moment's work of something else would decide.
 *
 * What an unchanged run spares is the writing, so the target holds for a disk. In memory a file costs nearly as much to
 * read as to write, and both runs have to render: that row says how much of a run is the program's own work.
 */
function unchanged(): void {
  const onDisk = rerun(tmpdir());
  figures.unchanged = onDisk;
  add(
    'an unchanged run against a cold one, the same 10,000 objects on disk, processor time',
    `${median(onDisk.ratios).toFixed(2)}, ${onDisk.written} files written`,
    '≤ 0.8, 0 files',
    median(onDisk.ratios) <= 0.8 && onDisk.written === 0,
  );
  if (folder !== MEMORY_DISK) return;
  const inMemory = rerun(MEMORY_DISK);
  figures.unchangedInMemory = inMemory;
  add('… with the files in memory', median(inMemory.ratios).toFixed(2), 'reported', true);
}

function rerun(place: string): { readonly ratios: readonly number[]; readonly written: number } {
  const pairs = Array.from({ length: 5 }, () => {
    const kept = mkdtempSync(join(place, 'stele-bench-'));
    try {
      const run = () => scenario<Run & { written: number }>('same', 2000, nodeFlags(ROOT), [kept]);
      const cold = run();
      const again = run();
      return { ratio: again.processor / cold.processor, written: again.written };
    } finally {
      rmSync(kept, { recursive: true });
    }
  });
  return {
    ratios: pairs.map(({ ratio }) => ratio),
    written: pairs.reduce((sum, { written }) => sum + written, 0),
  };
}

function fleet(): void {
  interface FleetRun extends Run {
    readonly builds: number;
    readonly written: number;
    readonly manifests: number;
  }
  interface Fleet {
    readonly cold: FleetRun;
    readonly image: FleetRun;
    readonly added: FleetRun;
    readonly size: { readonly files: number; readonly mebibytes: number };
  }
  const { cold, image, added, size } = scenario<Fleet>('fleet');
  const choose = scenario<{ total: number; builds: number; building: number }>('choose');
  const choosing = choose.total - choose.building;
  figures.fleet = { cold, image, added, size, choose };
  add('300 clusters × 50 stacks: builds', String(cold.builds), '1,685', cold.builds === 1685);
  add(
    '… choosing variants against building them',
    `${seconds(choosing)} against ${seconds(choose.building)}`,
    'less',
    choosing < choose.building,
  );
  add(
    '… files and size of the tree',
    `${size.files.toLocaleString('en')} files, ${size.mebibytes.toFixed(0)} MiB, ${seconds(cold.milliseconds)}`,
    'reported',
    true,
  );
  add(
    '… files that change with the image of a stack that reads the region',
    String(image.written),
    '≤ 20',
    image.written <= 20,
  );
  add('… files that one more cluster adds', String(added.written), 'reported', true);
}

/** As users run it: what Node compiles is kept between runs, so a first run fills the cache and is not counted. */
function thisRepository(): void {
  const [, ...times] = Array.from({ length: 6 }, () => {
    const out = mkdtempSync(join(folder, 'stele-bench-'));
    const started = performance.now();
    execFileSync(process.execPath, [...nodeFlags(ROOT), 'cli/stele.js', 'synth', '--out', join(out, 'manifests')], {
      cwd: ROOT,
      stdio: 'ignore',
    });
    const milliseconds = performance.now() - started;
    rmSync(out, { recursive: true });
    return milliseconds;
  });
  figures.thisRepository = { milliseconds: times };
  add(
    'stele synth of this repository into an empty folder, the whole process',
    seconds(median(times)),
    '< 0.7 s',
    median(times) < 700,
  );
}

/** `stele check`, and what others do on the same files. */
function checks(): void {
  const { rows: measured, figures: details } = measureCheck(folder);
  figures.check = details;
  for (const { what, measured: text, target, reached } of measured) add(what, text, target, reached);
}

function scenario<T>(name: string, size = 0, flags = nodeFlags(ROOT), rest: readonly string[] = []): T {
  const output = execFileSync(process.execPath, ['--no-warnings', ...flags, SCENARIO, name, String(size), ...rest], {
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: folder },
    maxBuffer: 1024 ** 2,
  });
  return JSON.parse(output) as T;
}

function add(what: string, measured: string, target: string, reached: boolean): void {
  rows.push({ what, measured, target, reached });
  console.log(`${reached ? 'ok  ' : 'MISS'} ${what}: ${measured} (target: ${target})`);
}

function versionOf(name: string): string {
  return (JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as { version: string })
    .version;
}

comparison();
growth();
memory();
unchanged();
fleet();
thisRepository();
checks();

const results = {
  machine: {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    files: folder === MEMORY_DISK ? 'in memory' : 'on disk',
  },
  versions: {
    node: process.version,
    cdk8s: versionOf('cdk8s'),
    'cdk8s-plus-28': versionOf('cdk8s-plus-28'),
    'js-yaml': versionOf('js-yaml'),
  },
  rows,
  figures,
};
writeFileSync(join(import.meta.dirname, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
process.exitCode = rows.every(({ reached }) => reached) ? 0 : 1;
