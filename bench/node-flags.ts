import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The flags with which `npm run stele` runs Node. */
export function nodeFlags(root: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { stele: string } };
  return scripts.stele.split(' ').filter((word) => word.startsWith('--'));
}
