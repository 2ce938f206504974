import type { Terminal } from './terminal.ts';

/** 0: fine. 1: the thing asked about is not fine. Failures are thrown: `UserError` ends with 2, anything else with 70. */
export type ExitCode = 0 | 1;

/**
 * What the shell offers when Tab is pressed. An instance is a cluster, or a stack on a cluster; rules are several, with
 * commas between them.
 */
export type Completion =
  | 'part'
  | 'instance'
  | 'cluster'
  | 'ring'
  | 'environment'
  | 'repository'
  | 'folder'
  | 'rule'
  | 'rules';

export interface Argument {
  readonly description: string;
  readonly count: 'one' | 'optional' | 'any';
  readonly choices?: readonly string[];
  readonly complete?: Completion;
}

export type Option = Flag | ValueOption;

export interface Flag {
  readonly kind: 'flag';
  readonly description: string;
}

export interface ValueOption {
  readonly kind: 'value';
  /** What stands for the value in the help, such as `DIR`. */
  readonly placeholder: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  readonly complete?: Completion;
}

export interface Example {
  readonly command: string;
  /** What it does, as the end of a sentence without a full stop. */
  readonly does: string;
}

type ArgumentValue<A extends Argument> = A['count'] extends 'any'
  ? readonly string[]
  : A['count'] extends 'optional'
    ? string | undefined
    : string;

type OptionValue<O extends Option> = O extends { readonly kind: 'flag' }
  ? boolean
  :
      | (O extends { readonly choices: readonly (infer C)[] } ? C : string)
      | (O extends { readonly default: string } ? never : undefined);

type Arguments = Readonly<Record<string, Argument>>;
type Options = Readonly<Record<string, Option>>;

export interface Context<A extends Arguments = Arguments, O extends Options = Options> {
  /** By the names of the specification. */
  readonly args: { readonly [K in keyof A]: ArgumentValue<A[K]> };
  /** By the names of the specification, without the dashes in front. */
  readonly options: { readonly [K in keyof O]: OptionValue<O[K]> };
  /** The folder that the command was called in. */
  readonly cwd: string;
  /** Standard output: the report that was asked for. */
  readonly out: Terminal;
  /** Standard error: progress, summary, warnings. */
  readonly err: Terminal;
}

/** A command: what its help, its documentation and its completion are made of, and what it does. */
export interface Command<A extends Arguments = Arguments, O extends Options = Options> {
  readonly name: string;
  /** One line, in the imperative, without a full stop. */
  readonly summary: string;
  /** Paragraphs of the help below the summary. */
  readonly details?: readonly string[];
  /** In order. */
  readonly arguments: A;
  /** By long name, without the dashes in front. */
  readonly options: O;
  readonly examples: readonly [Example, ...Example[]];
  /** What `--format json` prints, as a TypeScript type. A change that breaks readers raises its version. */
  readonly json?: string;
  // a method, so that a command with arguments of its own is still a Command
  run(context: Context<A, O>): Promise<ExitCode>;
}

/** Declares a command, in `cli/commands/<name>.ts`. Heavy modules are imported inside `run`, so that help is quick. */
export function defineCommand<const A extends Arguments, const O extends Options>(command: Command<A, O>): Command {
  return command as unknown as Command;
}

/** Commands that share their first word, in `cli/commands/<name>/`, described by its `index.ts`. */
export interface Group {
  readonly name: string;
  readonly summary: string;
  /**
   * The command that is meant when none is named.
   * @default none: one has to be named
   */
  readonly standard?: string;
}
