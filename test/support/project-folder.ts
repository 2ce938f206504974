import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The checkout. */
export const CHECKOUT = join(import.meta.dirname, '..', '..');

/** A platform repository in a temporary folder, where `stele` is this checkout. */
export class ProjectFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'stele-test-'));

  constructor(files: Iterable<readonly [string, string]>) {
    mkdirSync(join(this.root, 'node_modules'));
    symlinkSync(CHECKOUT, join(this.root, 'node_modules', 'stele'));
    this.write('package.json', '{ "type": "module", "private": true }\n');
    for (const [path, text] of files) this.write(path, text);
  }

  write(path: string, text: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
