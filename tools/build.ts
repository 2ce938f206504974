/** Writes `dist/`, the package `stele` as it is packed and published: `npm run build`. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type DevelopmentPackage, publishedPackage } from './published-package.ts';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const compiler = join(root, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(1);

// not in the last step of tsc: npm sets the mode of a bin when it packs, and a copy by hand has to run too
chmodSync(join(dist, 'cli/stele.js'), 0o755);
for (const file of ['LICENSE', 'README.md']) copyFileSync(join(root, file), join(dist, file));
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as DevelopmentPackage;
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(publishedPackage(own), null, 2)}\n`);
