/**
 * Writes one of two trees after the other until it is killed: `node write-forever.ts <root> <files>`. Says `ready` on
 * standard output before each tree.
 */
import { writeSync } from 'node:fs';
import { writeTree } from '../../../pipeline/write/tree.ts';
import { crashTree } from './crash-tree.ts';

const [root = '', files = ''] = process.argv.slice(2);
for (let generation = 1; ; generation++) {
  writeSync(1, 'ready\n');
  writeTree({ root, files: crashTree(generation, Number(files)) });
}
