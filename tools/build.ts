/** Writes `dist/`, the package `stele` as it is packed and published: `npm run build`. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PLAYGROUND_COMPONENTS } from './cluster/playground/components.ts';
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
// what a check reads when it runs
cpSync(join(root, 'schemas'), join(dist, 'schemas'), { recursive: true });
copyFileSync(join(root, 'policies/upstream-checks.json'), join(dist, 'policies/upstream-checks.json'));
// what `stele cluster` builds and starts real components from
cpSync(join(root, 'tools/cluster/stages'), join(dist, 'tools/cluster/stages'), { recursive: true });
for (const name of PLAYGROUND_COMPONENTS) {
  cpSync(join(root, 'tools', name), join(dist, 'tools', name), { recursive: true });
}
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as DevelopmentPackage;
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(publishedPackage(own), null, 2)}\n`);
