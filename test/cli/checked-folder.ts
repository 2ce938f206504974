import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FindingReport } from '../../cli/report/finding-report.ts';
import { type Outcome, stele, temporaryFolder } from './binary.ts';

/** A pod with one fault, on the last line. */
export const PRIVILEGED_POD = `apiVersion: v1
kind: Pod
metadata:
  name: debug
  namespace: shop
spec:
  containers:
    - name: shell
      image: example.com/shell:1.0.0
      securityContext:
        privileged: true
`;

/** The options for which it has no other. */
export const ONLY = ['--only', 'no-privileged'] as const;

/** A folder outside of any repository, and what `stele check` says there. */
export class CheckedFolder {
  readonly path = temporaryFolder();

  /** Writes a file, and returns its name. */
  write(name: string, text: string): string {
    const target = join(this.path, name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    return name;
  }

  check(...words: readonly string[]): Promise<Outcome> {
    return stele(this.path, ['check', ...words]);
  }

  /** Checks a text on standard input. */
  checkText(text: string, ...words: readonly string[]): Promise<Outcome> {
    return stele(this.path, ['check', '-', ...words], {}, text);
  }
}

/** The report that was printed with `--format json`. */
export function reportOf({ stdout }: Outcome): FindingReport {
  return JSON.parse(stdout) as FindingReport;
}
