import { isBuilt } from '../../../tools/build-component.ts';
import { versionOf } from '../../../tools/component-cache.ts';
import { COMPONENTS } from '../../../tools/components.ts';

/** Says which components the tests run against; without them there is nothing to test. */
export default function sayVersions() {
  const missing = COMPONENTS.filter((component) => !isBuilt(component));
  if (missing.length > 0) {
    throw new Error(`not built: ${missing.map(({ name }) => name).join(', ')}; run npm run tools`);
  }
  console.error(`against ${COMPONENTS.map((one) => `${one.name} ${versionOf(one)}`).join(', ')}`);
}
