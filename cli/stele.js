#!/usr/bin/env node
// plain JavaScript, so that a Node that cannot read TypeScript gets as far as the message
import module from 'node:module';

if (process.features.typescript) {
  module.enableCompileCache?.();
  await import('./main.ts');
} else {
  console.error(
    `stele: Node ${process.version} does not run TypeScript; use Node 22.18, 24 or later (in a checkout of Stele: npx stele)`,
  );
  process.exitCode = 2;
}
