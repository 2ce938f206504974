import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from './project-folder.ts';

/** Gives a folder that is no Git repository this repository's settings of Biome, and what they load. */
export function copyBiomeConfig(folder: string): void {
  const { $schema: _schema, vcs: _vcs, ...biome } = JSON.parse(readFileSync(join(CHECKOUT, 'biome.json'), 'utf8'));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(biome));
  cpSync(join(CHECKOUT, 'tools/lint'), join(folder, 'tools/lint'), { recursive: true });
}
