/**
 * Measures `stele check` of what Stele renders, and kube-score and kubeconform beside it on the same files, when they
 * are built (`npm run tools -- peers`). `node bench/check.ts` measures this alone.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isBuilt } from '../tools/build-component.ts';
import { component, folderOf, versionOf } from '../tools/component-cache.ts';
import { writeKubeconformSchemas } from './kubeconform-schemas.ts';
import { nodeFlags } from './node-flags.ts';
import { median, seconds, slope } from './statistics.ts';

export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  readonly reached: boolean;
}

export interface CheckResults {
  readonly rows: readonly Row[];
  readonly figures: object;
}

const ROOT = join(import.meta.dirname, '..');
const SCENARIO = join(import.meta.dirname, 'check-scenario.ts');
/** Of 19 objects each. */
const STACKS = 530;
const ROUNDS = 3;
/** The newest with schemas. */
const KUBERNETES = '1.36';

/** @param folder where files are written while it runs */
export function measureCheck(folder: string): CheckResults {
  const place = mkdtempSync(join(folder, 'stele-bench-check-'));
  try {
    return { ...measure(place) };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function measure(place: string): CheckResults {
  const rows: Row[] = [];
  const sizes = [STACKS / 4, STACKS / 2, STACKS, STACKS * 2].map(Math.round);
  const trees = sizes.map((stacks) => ({ stacks, folder: join(place, String(stacks)) }));
  const files = new Map(trees.map(({ stacks, folder }) => [stacks, scenario<Written>('write', folder, stacks).files]));

  const growth = trees.map(({ folder }) =>
    middle(Array.from({ length: ROUNDS }, () => scenario<Checked>('check', folder))),
  );
  const own = growth[sizes.indexOf(STACKS)];
  if (own === undefined) throw new Error('nothing was measured');
  const objects = own.objects.toLocaleString('en');
  const { milliseconds, processor } = own.checking;
  rows.push({
    what: `stele check of ${objects} objects by ${own.rules} rules, beyond parsing`,
    measured: `${seconds(milliseconds)} (processor ${seconds(processor)}; parsing ${seconds(own.parsing.milliseconds)})`,
    target: '≤ 1.5 s, and as much processor time',
    reached: milliseconds <= 1500 && processor <= 1500,
  });
  rows.push({
    what: '… peak memory',
    measured: `${own.peakMiB.toFixed(0)} MiB`,
    target: '< 300 MiB',
    reached: own.peakMiB < 300,
  });
  // by processor time: a busy machine does not stretch it
  const exponent = slope(
    growth.map((one) => Math.log(one.objects)),
    growth.map((one) => Math.log(one.checking.processor)),
  );
  const span = `${growth[0]?.objects.toLocaleString('en')} to ${growth.at(-1)?.objects.toLocaleString('en')}`;
  rows.push({
    what: `… exponent of its time over size, ${span} objects`,
    measured: exponent.toFixed(2),
    target: '≤ 1.1',
    reached: exponent <= 1.1,
  });

  const peers = comparePeers(join(place, String(STACKS)), files.get(STACKS) ?? [], place, own.rules);
  return { rows: [...rows, ...peers.rows], figures: { growth, exponent, peers: peers.figures } };
}

interface Written {
  readonly files: readonly string[];
}

interface Spent {
  /** Wall time. */
  readonly milliseconds: number;
  /** Of all threads, in milliseconds. */
  readonly processor: number;
}

interface Checked {
  readonly objects: number;
  readonly rules: number;
  readonly findings: number;
  readonly errors: number;
  readonly parsing: Spent;
  readonly checking: Spent;
  readonly peakMiB: number;
}

interface Contender {
  readonly name: string;
  /** How many different things it looks for. */
  readonly checks: number;
  readonly command: readonly string[];
}

/** Whole processes in turn, so that a machine that slows down slows all. */
function comparePeers(folder: string, files: readonly string[], place: string, rules: number): CheckResults {
  const stele: Contender = {
    name: 'stele',
    checks: rules,
    command: [process.execPath, ...nodeFlags(ROOT), join(ROOT, 'cli/stele.js'), 'check', folder, '--format', 'json'],
  };
  const peers = [kubeScore(files), kubeconform(folder, place)];
  const there = peers.flatMap(({ contender }) => contender ?? []);
  const contenders = [stele, ...there];
  const rounds = Array.from({ length: ROUNDS }, () =>
    contenders.map((contender) => ({ name: contender.name, ...timed(contender, place) })),
  );
  const own = rounds.map((round) => round[0]);
  const rows = peers.map(({ name, contender }): Row => {
    const what = `stele check against ${name}, the same ${files.length.toLocaleString('en')} files, whole processes`;
    const target = 'faster than it and with less processor time, with more checks';
    if (contender === undefined) {
      return { what, measured: 'NOT RUN: build it with npm run tools -- peers', target, reached: false };
    }
    const theirs = rounds.map((round) => round.find((one) => one.name === contender.name));
    const ratio = (field: keyof Spent) =>
      median(theirs.map((one, index) => (one?.[field] ?? 0) / (own[index]?.[field] ?? 1)));
    const time = (of: typeof theirs, field: keyof Spent) => seconds(median(of.map((one) => one?.[field] ?? 0)));
    const checks = contender.checks === 1 ? '1 check' : `${contender.checks} checks`;
    return {
      what,
      measured:
        `${ratio('milliseconds').toFixed(1)} times as fast (${time(own, 'milliseconds')} against ${time(theirs, 'milliseconds')}), ` +
        `${ratio('processor').toFixed(1)} times by processor time (${time(own, 'processor')} against ${time(theirs, 'processor')}); ${rules} rules against ${checks}`,
      target,
      reached: ratio('milliseconds') > 1 && ratio('processor') > 1 && rules > contender.checks,
    };
  });
  return { rows, figures: { rounds, versions: Object.fromEntries(there.map(({ name }) => [name, name])) } };
}

interface Peer {
  readonly name: string;
  readonly contender?: Contender;
}

function kubeScore(files: readonly string[]): Peer {
  const tool = component('kube-score');
  const name = `kube-score ${versionOf(tool)}`;
  if (!isBuilt(tool)) return { name };
  const binary = join(folderOf(tool), 'kube-score');
  const listed = execFileSync(binary, ['list'], { encoding: 'utf8' });
  const checks = listed.split('\n').filter((line) => line.trim() !== '').length;
  const options = ['--kubernetes-version', `v${KUBERNETES}`, '--all-default-optional', '--output-format', 'json'];
  return { name, contender: { name, checks, command: [binary, 'score', ...options, ...files] } };
}

function kubeconform(folder: string, place: string): Peer {
  const tool = component('kubeconform');
  const name = `kubeconform ${versionOf(tool)}`;
  if (!isBuilt(tool)) return { name };
  const location = writeKubeconformSchemas(join(place, 'schemas'), KUBERNETES);
  const binary = join(folderOf(tool), 'kubeconform');
  const command = [binary, '-strict', '-schema-location', location, '-output', 'json', '-summary', folder];
  const { stdout } = spawnSync(binary, command.slice(1), { encoding: 'utf8', maxBuffer: 1024 ** 3 });
  const { summary } = JSON.parse(stdout) as { readonly summary: Readonly<Record<string, number>> };
  // else it measures how fast it finds that a schema is missing
  if (summary.invalid !== 0 || summary.errors !== 0 || summary.skipped !== 0) {
    throw new Error(`${name} takes what Stele writes for broken: ${stdout.slice(0, 2000)}`);
  }
  return { name, contender: { name, checks: 1, command } };
}

/** Findings are no failure: all of them end with 1 then. */
function timed({ name, command }: Contender, cwd: string): Spent {
  const started = performance.now();
  const { stdout, stderr, status } = spawnSync(
    '/bin/sh',
    ['-c', '"$@" >/dev/null; status=$?; times; exit $status', 'sh', ...command],
    {
      cwd,
      encoding: 'utf8',
      maxBuffer: 1024 ** 3,
    },
  );
  const milliseconds = performance.now() - started;
  if (status !== 0 && status !== 1) throw new Error(`${name} ended with ${status}: ${stderr.slice(-2000)}`);
  // the second line is that of what the shell ran: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/times.html
  const [user = 0, system = 0] = (stdout.trim().split('\n')[1] ?? '').split(' ').map(inMilliseconds);
  return { milliseconds, processor: user + system };
}

/** `1m2.5s` */
function inMilliseconds(text: string): number {
  const [minutes = '0', rest = '0'] = text.replace('s', '').split('m');
  return (Number(minutes) * 60 + Number(rest)) * 1000;
}

function middle(runs: readonly Checked[]): Checked {
  const sorted = runs.toSorted((a, b) => a.checking.processor - b.checking.processor);
  const found = sorted[Math.floor(sorted.length / 2)];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

function scenario<T>(what: 'write' | 'check', folder: string, stacks = 0): T {
  const args = ['--no-warnings', ...nodeFlags(ROOT), SCENARIO, what, folder, String(stacks)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1024 ** 3 })) as T;
}

if (import.meta.main) {
  const memory = '/dev/shm';
  const { rows } = measureCheck(process.env.TMPDIR === undefined && existsSync(memory) ? memory : tmpdir());
  for (const { what, measured, target, reached } of rows) {
    console.log(`${reached ? 'ok  ' : 'MISS'} ${what}: ${measured} (target: ${target})`);
  }
}
