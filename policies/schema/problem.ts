/** What is wrong with one object, in the terms of `Offence`. */
export interface SchemaProblem {
  /** JSON pointer inside the object. */
  readonly pointer: string;
  /** What is wrong, with the value found, in one line and without a full stop. */
  readonly message: string;
  readonly remedy?: string;
  /** @default an error: the API server refuses it */
  readonly severity?: 'warning';
}
