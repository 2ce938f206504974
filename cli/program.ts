import {
  Argument as CommanderArgument,
  Command as CommanderCommand,
  type CommanderError,
  Option as CommanderOption,
} from 'commander';
import { UserError } from '../model/errors.ts';
import type { Argument, Command, Context, Example, ExitCode, Option } from './command.ts';
import type { Entry } from './discover.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

export interface Surroundings {
  readonly cwd: string;
  readonly out: Terminal;
  readonly err: Terminal;
}

/** Thrown when help or the version was printed: there is nothing more to do. */
export class Answered extends Error {}

const AFTER = `
Examples:
  stele synth                 render everything that changed
  stele synth prod --check    say whether the manifests of prod are what the source gives
  stele promote staging prod  move what staging has rolled out to the next ring of prod

A part of the fleet is written <env>[/<ring-n or cluster>[/<stack>]].
Exit codes: 0 fine; 1 what was asked about is not fine; 2 something for you to change; 70 a bug in Stele; 130 stopped.`;

/**
 * Parses the command line and runs the command that it names.
 *
 * @returns the command's exit code
 * @throws UserError when the command line is wrong
 * @throws Answered when help or the version was asked for
 */
export async function runCommandLine(
  entries: readonly Entry[],
  words: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = rootCommand(surroundings);
  const add = (parent: CommanderCommand, command: Command, isDefault = false) =>
    addCommand(parent, command, isDefault, surroundings, (code) => {
      exitCode = code;
    });
  for (const entry of entries) {
    if (entry.kind === 'command') add(program, entry.command);
    else {
      const group = subCommand(program, entry.group.name)
        .description(`${entry.group.summary}.`)
        .summary(entry.group.summary)
        .addHelpText('after', examplesText(entry.commands.map(({ examples: [first] }) => first)));
      for (const command of entry.commands) add(group, command, command.name === entry.group.standard);
    }
  }
  await program.parseAsync(words, { from: 'user' });
  return exitCode;
}

function rootCommand({ out, err }: Surroundings): CommanderCommand {
  const program = new CommanderCommand('stele')
    .description('An immutable Kubernetes platform: TypeScript constructs in, reviewed manifests out.')
    .version(version(), '--version', 'print the version')
    .helpOption('--help', 'print help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', AFTER)
    .configureOutput({
      writeOut: (text) => out.raw(text),
      writeErr: (text) => err.raw(text),
      getOutHasColors: () => out.colour,
      getErrHasColors: () => err.colour,
      // said by whoever catches it
      outputError: () => undefined,
    })
    .configureHelp({ styleTitle: (title) => (out.colour ? `\u001b[1m${title}\u001b[22m` : title) });
  return stopQuietly(program);
}

function subCommand(parent: CommanderCommand, name: string, isDefault = false): CommanderCommand {
  return stopQuietly(parent.command(name, { isDefault }).helpOption('--help', 'print help'));
}

/** Throws instead of ending the process. */
function stopQuietly(command: CommanderCommand): CommanderCommand {
  return command.exitOverride((error) => {
    if (error.exitCode === 0) throw new Answered();
    throw usageError(command, error);
  });
}

function usageError(command: CommanderCommand, error: CommanderError): UserError {
  const path = commandPath(command);
  if (error.code === 'commander.help') {
    return new UserError({ subject: path, message: `names no command; choose one of those above` });
  }
  const [problem = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const meant = suggestion === undefined ? '' : ` ${suggestion.replace('(Did', '(did')}`;
  return new UserError({ subject: path, message: `${problem.replace(/\.$/, '')}${meant}; see ${path} --help` });
}

function commandPath(command: CommanderCommand): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}

function addCommand(
  parent: CommanderCommand,
  command: Command,
  isDefault: boolean,
  surroundings: Surroundings,
  done: (code: ExitCode) => void,
): void {
  const sub = subCommand(parent, command.name, isDefault)
    .summary(command.summary)
    .description([`${command.summary}.`, ...(command.details ?? [])].join('\n\n'))
    .addHelpText('after', examplesText(command.examples))
    .action(async () => {
      const values: Record<string, unknown> = {};
      for (const [index, name] of Object.keys(command.arguments).entries()) values[name] = sub.processedArgs[index];
      const options: Record<string, unknown> = {};
      for (const option of sub.options) {
        const value: unknown = sub.getOptionValue(option.attributeName());
        if (value === '') {
          throw new UserError({ subject: commandPath(sub), message: `--${option.name()} is empty; give it a value` });
        }
        options[option.name()] = option.isBoolean() ? value === true : value;
      }
      // commander has just parsed them by the command's own specification
      done(await command.run({ ...surroundings, args: values, options } as unknown as Context));
    });
  for (const [name, argument] of Object.entries(command.arguments)) sub.addArgument(commanderArgument(name, argument));
  for (const [name, option] of Object.entries(command.options)) sub.addOption(commanderOption(name, option));
}

/** An argument as the help writes it: `<part>`, `[part]` or `[part...]`. */
export function argumentTerm(name: string, { count }: Argument): string {
  if (count === 'one') return `<${name}>`;
  return count === 'any' ? `[${name}...]` : `[${name}]`;
}

/** An option as the help writes it: `--check` or `--out <DIR>`. */
export function optionTerm(name: string, option: Option): string {
  return option.kind === 'flag' ? `--${name}` : `--${name} <${option.placeholder}>`;
}

function commanderArgument(name: string, argument: Argument): CommanderArgument {
  const made = new CommanderArgument(argumentTerm(name, argument), argument.description);
  return argument.choices === undefined ? made : made.choices(argument.choices);
}

function commanderOption(name: string, option: Option): CommanderOption {
  const made = new CommanderOption(optionTerm(name, option), option.description);
  if (option.kind === 'flag') return made;
  if (option.choices !== undefined) made.choices(option.choices);
  return option.default === undefined ? made : made.default(option.default);
}

function examplesText(examples: readonly Example[]): string {
  // one long command does not push what the others do out of sight
  const width = Math.max(...examples.map(({ command }) => command.length).filter((length) => length <= 60));
  const lines = examples.map(({ command, does }) => `  ${command.padEnd(width)}  ${does}`);
  return `\n${examples.length === 1 ? 'Example' : 'Examples'}:\n${lines.join('\n')}`;
}
