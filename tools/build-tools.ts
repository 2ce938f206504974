/**
 * Builds what is missing of the real components that `npm run e2e` and `stele cluster` run: `npm run tools`.
 *
 * Arguments name components, or a set of them; without any, all are built that belong to no set.
 */
import { UserError } from '../model/errors.ts';
import { cacheFolder } from './component-cache.ts';
import { COMPONENTS, type Component, type ComponentName } from './components.ts';
import { prepareComponents } from './prepare-components.ts';

const asked = process.argv.slice(2);
const all: readonly (Component & { readonly name: ComponentName })[] = COMPONENTS;
const choices = new Set<string>(all.flatMap(({ name, set }) => [name, ...(set === undefined ? [] : [set])]));
const unknown = asked.filter((name) => !choices.has(name));
const abort = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => abort.abort());

try {
  if (unknown.length > 0) {
    throw new UserError({
      subject: unknown.join(', '),
      message: `is no component; there are ${[...choices].join(', ')}`,
    });
  }
  const isWanted = ({ name, set }: Component) =>
    asked.includes(name) || (set === undefined ? asked.length === 0 : asked.includes(set));
  const wanted = all.filter(isWanted).map(({ name }) => name);
  await prepareComponents(wanted, { signal: abort.signal, onProgress: (line) => console.error(line) });
  console.error(`${wanted.length} components in ${cacheFolder()}`);
} catch (error) {
  if (abort.signal.aborted) process.exit(130);
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
