/**
 * Runs one part of the measurements of `stele check` in a process of its own and prints what it took as one line of
 * JSON: `write FOLDER STACKS`, or `check FOLDER`.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkForeign, loadRulesNear, readPaths } from '../pipeline/check/index.ts';
import { synth } from '../pipeline/synth.ts';
import { hardenedFleet } from './fleets.ts';

const TODAY = '2026-01-01';
const [what, folder = '', stacks = '0'] = process.argv.slice(2);
console.log(JSON.stringify(await (what === 'write' ? write() : check())));

/** A tree of hardened applications, as `stele synth` writes it. */
async function write() {
  await synth(hardenedFleet(Number(stacks)), { parts: [], check: false, out: join(folder, 'manifests'), today: TODAY });
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  return { files: files.map((file) => join(folder, file)) };
}

/** What `stele check FOLDER` does, in two steps: reading and parsing, and all the rest. */
async function check() {
  const start = spent();
  const { objects } = await readPaths(['.'], { cwd: folder, stdin: async () => '' });
  const parsed = spent();
  const rules = await loadRulesNear(folder);
  const findings = checkForeign(objects, {
    rules,
    known: new Set(rules.rules.map(({ id }) => id)),
    kubernetes: '1.36',
    tier: 'production',
    today: TODAY,
  });
  const end = spent();
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return {
    objects: objects.length,
    rules: rules.rules.length,
    findings: findings.length,
    errors,
    parsing: difference(start, parsed),
    checking: difference(parsed, end),
    // kilobytes on every platform: https://nodejs.org/api/process.html#processresourceusage
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
}

function spent() {
  const { user, system } = process.cpuUsage();
  return { milliseconds: performance.now(), processor: (user + system) / 1000 };
}

function difference(before: ReturnType<typeof spent>, after: ReturnType<typeof spent>) {
  return {
    milliseconds: after.milliseconds - before.milliseconds,
    processor: after.processor - before.processor,
  };
}
