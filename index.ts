/** What the package `stele` exports. */
export { cluster } from './model/cluster.ts';
export { defineConfig } from './model/config.ts';
export { defineEnvironment } from './model/environment.ts';
export * as presets from './model/presets/index.ts';
export { defineStack } from './model/stack.ts';
export * as z from './model/z.ts';
