import { isBuilt } from '../../../tools/build-component.ts';
import { versionOf } from '../../../tools/component-cache.ts';
import { COMPONENTS } from '../../../tools/components.ts';
import { saySkipped } from './given-cluster.js';

/** Says which components the tests run against; without them there is nothing to test. */
export default async function sayVersions() {
  const needed = COMPONENTS.filter((component) => !('set' in component));
  const missing = needed.filter((component) => !isBuilt(component));
  if (missing.length > 0) {
    throw new Error(`not built: ${missing.map(({ name }) => name).join(', ')}; run npm run tools`);
  }
  console.error(`against ${needed.map((one) => `${one.name} ${versionOf(one)}`).join(', ')}`);
  await saySkipped();
}
