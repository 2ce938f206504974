/** What a rule found wrong with one object. */
export interface Finding {
  /** The id of the rule, such as `require-read-only-root`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly object: ObjectReference;
  /** The file it is in, relative to the root of the repository; for foreign YAML as it was named. */
  readonly file?: string;
  /** The line of the offending field, from 1: in foreign YAML. */
  readonly line?: number;
  /** JSON pointer to the place inside the object, such as `/spec/template/spec/hostNetwork`. */
  readonly pointer?: string;
  /** The value found there: `"***"` when it may be secret. */
  readonly value?: unknown;
  /** What is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
  /**
   * The waiver that permits it: then it counts for nothing.
   * @default none
   */
  readonly waived?: WrittenWaiver;
  /**
   * What an error keeps from being written.
   * @default nothing: the object stands in no tree of ours
   */
  readonly blocks?: readonly Blocked[];
}

/** An error fails `synth` and `check`; a warning fails them under `--strict`; advice never does. */
export type Severity = 'error' | 'warning' | 'advice';

/** The permission to break one rule on one object, as its annotation says it. */
export interface WrittenWaiver {
  readonly rule: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds, as `YYYY-MM-DD`. */
  readonly until: string;
}

export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** A part of the tree that stays as it is on disk: a stack with what points at it, or one file. */
export type Blocked = BlockedStack | BlockedFile;

export interface BlockedFile {
  /** Relative to the `manifests` folder. */
  readonly path: string;
}

export interface BlockedStack {
  readonly environment: string;
  readonly stack: string;
  /**
   * Names of the stack's variants.
   * @default all of them
   */
  readonly variants?: readonly string[];
}
