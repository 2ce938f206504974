import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The flags with which the command `stele` runs Node: those of its first line. */
export function nodeFlags(root: string): string[] {
  const [first = ''] = readFileSync(join(root, 'cli/stele.js'), 'utf8').split('\n', 1);
  return first.split(/\s+/).filter((word) => word.startsWith('--'));
}
