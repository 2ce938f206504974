import { FACTS, type FactPath, type Facts, factAt } from './facts.ts';

/** A view of a cluster's facts that says what was read. */
export interface RecordedFacts {
  readonly facts: Facts;
  /** The facts read so far, each once, in the order of first reading. */
  readonly read: readonly FactPath[];
  /** Ends the recording: reading on is an error, because it would not be in the variant's name. */
  close(): void;
}

/**
 * Wraps facts in getters that note what is read.
 *
 * Getters on frozen objects, not proxies: proxies break on frozen values, `Date`, `Map` and `structuredClone`.
 */
export function recordFacts(facts: Facts): RecordedFacts {
  const read: FactPath[] = [];
  let open = true;
  const note = (path: FactPath): unknown => {
    if (!open) throw new Error(`fact ${path} was read after the objects had been taken out`);
    if (!read.includes(path)) read.push(path);
    return factAt(facts, path);
  };

  const view: Record<string, unknown> = {};
  const groups: Record<string, Record<string, unknown>> = {};
  for (const { path } of FACTS) {
    const [first = '', second] = path.split('.');
    const property = { enumerable: true, get: () => note(path) };
    if (second === undefined) Object.defineProperty(view, first, property);
    else groups[first] = Object.defineProperty(groups[first] ?? {}, second, property);
  }
  for (const [name, group] of Object.entries(groups)) view[name] = Object.freeze(group);

  return {
    facts: Object.freeze(view) as unknown as Facts,
    read,
    close: () => {
      open = false;
    },
  };
}
