import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from '../../cli/binary.ts';

/** What a Pulumi that only plays one says and does. */
export interface FakePulumi {
  /** Settings by their full name, all of them stored encrypted. */
  readonly settings: Readonly<Record<string, string>>;
  /** Events of `up`. */
  readonly events?: readonly object[];
  /** Why `up` fails, if it does. */
  readonly error?: string;
}

/** The last release that tells its events in a file; later ones call back. */
const VERSION = 'v3.205.0';

/** Puts a command line of Pulumi first on PATH, which knows the settings and plays one run. Nothing reaches a cluster. */
export function fakePulumi(play: FakePulumi): Readonly<Record<string, string>> {
  const folder = temporaryFolder();
  const settings = Object.entries(play.settings).map(([key, value]) => [key, { value, secret: true }]);
  const content = { ...play, settings: Object.fromEntries(settings) };
  writeFileSync(join(folder, 'play.json'), JSON.stringify(content));
  writeFileSync(join(folder, 'pulumi'), `#!${process.execPath}\n${PROGRAM}`, { mode: 0o755 });
  return { PATH: [folder, process.env.PATH ?? ''].join(delimiter) };
}

const PROGRAM = `
const { readFileSync, writeFileSync } = require('node:fs');
const { settings, events = [], error } = JSON.parse(readFileSync(__dirname + '/play.json', 'utf8'));
const words = process.argv.slice(2);
const [command, word] = words;
if (command === 'version') console.log('${VERSION}');
if (command === 'config') console.log(JSON.stringify(settings));
if (command === 'stack' && word === 'export') console.log('{"version":3,"deployment":{}}');
if (command === 'up') {
  const log = words[words.indexOf('--event-log') + 1];
  writeFileSync(log, [...events, { cancelEvent: {} }].map((event) => JSON.stringify(event) + '\\n').join(''));
  if (error !== undefined) {
    console.error('error: ' + error);
    process.exitCode = 255;
  }
}
`;
