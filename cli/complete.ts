import type { Argument, Command, Completion, Option } from './command.ts';
import { type Entry, entryName } from './discover.ts';
import { fleetWords } from './fleet-words.ts';
import { ruleNames } from './rule-names.ts';

/** One thing that the shell may offer. */
interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** The answer that makes the shell offer folders of its own. */
const FOLDERS = ':folders';

/** A shell puts a word on the command line as it is: a folder may be named `$(…)`. */
const HARMLESS = /^[\w.,:@%+=/-]+$/;

/**
 * What may stand where the cursor is: lines of a word, or of a word, a tab and a description. Only names of files are
 * read, and no code of the repository is run: pressing Tab is safe anywhere.
 *
 * @param words what stands behind `stele`, up to and including the word at the cursor, which may be empty
 */
export function complete(entries: readonly Entry[], words: readonly string[], cwd: string): string[] {
  const typed = joinAssignments(words);
  const current = typed.at(-1) ?? '';
  const candidates = offer(entries, typed.slice(0, -1), current, cwd);
  if (candidates === FOLDERS) return [FOLDERS];
  return candidates
    .filter(({ word }) => word.startsWith(current) && HARMLESS.test(word))
    .map(({ word, description }) => (description === '' ? word : `${word}\t${description}`));
}

/** bash takes `--format=json` apart into three words. */
function joinAssignments(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const last = joined.at(-1) ?? '';
    const assigns = (word === '=' && /^--[^=]+$/.test(last)) || /^--[^=]+=$/.test(last);
    if (assigns) joined[joined.length - 1] = `${last}${word}`;
    else joined.push(word);
  }
  return joined;
}

function offer(entries: readonly Entry[], before: readonly string[], current: string, cwd: string) {
  const found = findCommand(entries, before);
  if (found === undefined) return [];
  if ('candidates' in found) return found.candidates;
  const { command, rest } = found;
  const assigned = /^--([^=]+)=/.exec(current);
  if (assigned !== null) {
    const [prefix, name = ''] = assigned;
    const values = optionValues(command.options[name], current.slice(prefix.length), cwd);
    return values === FOLDERS ? values : values.map((value) => ({ ...value, word: `${prefix}${value.word}` }));
  }
  const expecting = valueExpected(command, rest.at(-1));
  if (expecting !== undefined) return optionValues(expecting, current, cwd);
  if (current.startsWith('-')) return optionCandidates(command);
  const argument = nextArgument(command, rest);
  return argument === undefined ? [] : values(argument, current, cwd);
}

function findCommand(
  entries: readonly Entry[],
  before: readonly string[],
): { readonly command: Command; readonly rest: readonly string[] } | { readonly candidates: Candidate[] } | undefined {
  const [first, second, ...more] = before;
  if (first === undefined) return { candidates: entries.map(describe).concat(GENERAL) };
  const entry = entries.find((one) => entryName(one) === first);
  if (entry === undefined) return undefined;
  if (entry.kind === 'command') return { command: entry.command, rest: before.slice(1) };
  if (second === undefined) return { candidates: [...entry.commands.map(commandCandidate), HELP] };
  const command = entry.commands.find(({ name }) => name === second);
  if (command !== undefined) return { command, rest: more };
  const standard = entry.commands.find(({ name }) => name === entry.group.standard);
  return standard === undefined ? undefined : { command: standard, rest: before.slice(1) };
}

const HELP: Candidate = { word: '--help', description: 'print help' };
const GENERAL: readonly Candidate[] = [HELP, { word: '--version', description: 'print the version' }];

function describe(entry: Entry): Candidate {
  return entry.kind === 'command'
    ? commandCandidate(entry.command)
    : { word: entry.group.name, description: entry.group.summary };
}

function commandCandidate({ name, summary }: Command): Candidate {
  return { word: name, description: summary };
}

function optionCandidates(command: Command): Candidate[] {
  const own = Object.entries(command.options).map(([name, { description }]) => ({ word: `--${name}`, description }));
  return [...own, HELP];
}

/** The option whose value comes next, if the word before is one that takes a value. */
function valueExpected(command: Command, word: string | undefined): Option | undefined {
  const option = word?.startsWith('--') === true ? command.options[word.slice(2)] : undefined;
  return option?.kind === 'value' ? option : undefined;
}

function optionValues(option: Option | undefined, typed: string, cwd: string) {
  return option?.kind === 'value' ? values(option, typed, cwd) : [];
}

function nextArgument(command: Command, rest: readonly string[]): Argument | undefined {
  const given = rest.filter(
    (word, index) => !word.startsWith('-') && valueExpected(command, rest[index - 1]) === undefined,
  );
  const all = Object.values(command.arguments);
  const last = all.at(-1);
  return all[given.length] ?? (last?.count === 'any' ? last : undefined);
}

function values(
  { choices, complete }: { readonly choices?: readonly string[]; readonly complete?: Completion },
  typed: string,
  cwd: string,
): Candidate[] | typeof FOLDERS {
  if (complete === 'folder') return FOLDERS;
  const words = choices ?? (complete === undefined ? [] : wordsOf(complete, typed, cwd));
  return words.map((word) => ({ word, description: '' }));
}

function wordsOf(complete: Exclude<Completion, 'folder'>, typed: string, cwd: string): readonly string[] {
  if (complete === 'rule') return ruleNames();
  if (complete !== 'rules') return fleetWords(cwd, complete);
  const before = typed.slice(0, typed.lastIndexOf(',') + 1);
  return ruleNames().map((name) => `${before}${name}`);
}
