#!/usr/bin/env node
// plain JavaScript, so that a Node that cannot read TypeScript gets as far as the message
import module from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

if (process.features.typescript) {
  keepCompiledCode();
  await import('./main.ts');
} else {
  console.error(
    `stele: Node ${process.version} does not run TypeScript; use Node 22.18, 24 or later (in a checkout of Stele: npx stele)`,
  );
  process.exitCode = 2;
}

/**
 * Keeps what Node compiles for the next run, which takes half the time to start. In the user's own folder: whoever could
 * write to it could run code as the user, and everybody can where Node keeps it by default, below /tmp. Where nothing
 * can be written, nothing is kept.
 * https://nodejs.org/api/module.html#module-compile-cache
 */
function keepCompiledCode() {
  const folder = process.env.XDG_CACHE_HOME || join(home(), '.cache');
  if (isAbsolute(folder)) module.enableCompileCache?.(join(folder, 'stele', 'compiled'));
}

function home() {
  try {
    return homedir();
  } catch {
    // a user without an entry in the user database, as containers have
    return '';
  }
}
