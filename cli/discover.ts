import { readdirSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command, Group } from './command.ts';

/** What stands in `cli/commands`: commands, and groups of commands. */
export type Entry =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'group'; readonly group: Group; readonly commands: readonly Command[] };

const FOLDER = new URL('commands/', import.meta.url);
// .ts in a checkout, .js in the package, which also has declarations beside it
const EXTENSION = extname(fileURLToPath(import.meta.url));

/** Finds every command, in the order of their names: there is no list to edit. */
export async function discoverCommands(): Promise<Entry[]> {
  const names = readdirSync(FOLDER, { withFileTypes: true });
  const groups = names.filter((entry) => entry.isDirectory()).map((entry) => readGroup(entry.name));
  const commands = (await readFolder(FOLDER)).map((command): Entry => ({ kind: 'command', command }));
  return [...commands, ...(await Promise.all(groups))].sort((a, b) => (entryName(a) < entryName(b) ? -1 : 1));
}

/**
 * The command or group of a name, and nothing else: most of the time that a command takes to start is the import of all
 * the others. Every one when there is none of that name, so that a wrong word is told the right ones.
 */
export async function discoverNamed(name: string | undefined): Promise<Entry[]> {
  if (name === undefined || !/^[a-z][a-z-]*$/.test(name)) return discoverCommands();
  const names = readdirSync(FOLDER);
  if (names.includes(name)) return [await readGroup(name)];
  if (!names.includes(`${name}${EXTENSION}`)) return discoverCommands();
  return [{ kind: 'command', command: await readCommand(FOLDER, `${name}${EXTENSION}`) }];
}

export function entryName(entry: Entry): string {
  return entry.kind === 'command' ? entry.command.name : entry.group.name;
}

async function readGroup(name: string): Promise<Entry> {
  const folder = new URL(`${name}/`, FOLDER);
  const { group } = (await import(new URL(`index${EXTENSION}`, folder).href)) as { readonly group: Group };
  return { kind: 'group', group, commands: await readFolder(folder) };
}

async function readFolder(folder: URL): Promise<Command[]> {
  const files = readdirSync(folder).filter(
    (file) => file.endsWith(EXTENSION) && !file.endsWith('.d.ts') && file !== `index${EXTENSION}`,
  );
  return Promise.all(files.sort().map((file) => readCommand(folder, file)));
}

async function readCommand(folder: URL, file: string): Promise<Command> {
  const { command } = (await import(new URL(file, folder).href)) as { readonly command: Command };
  return command;
}
