/**
 * Completes package-lock.json with the optional packages of every platform.
 *
 * npm leaves out of the lock what the registry it was made with did not serve, and a mirror may serve the binaries of
 * its own platform only. `npm ci` on any other machine then fails with "Missing … from lock file". Runs after
 * `npm install`: `npm run lock`. Added entries have no integrity, because it is not known here.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { completeLock, type PackageLock } from './package-lock.ts';

const file = new URL('../package-lock.json', import.meta.url);
const { lock, added } = completeLock(JSON.parse(readFileSync(file, 'utf8')) as PackageLock);
if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${added.length} entries added${added.map((path) => `\n  ${path}`).join('')}`);
