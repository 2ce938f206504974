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
 * Getters on frozen objects, not proxies: proxies break on frozen values, `Date`, `Map` and `structuredClone`. Own
 * properties, not those of a prototype: `{ ...facts.network }` has to read everything.
 */
export function recordFacts(facts: Facts): RecordedFacts {
  const recording = new Recording(facts);
  const groups = GROUPS.map((group) => [group, { enumerable: true, value: new View(recording, group) }]);
  const view = new View(recording, '', Object.fromEntries(groups));
  return { facts: view as unknown as Facts, read: recording.read, close: () => recording.close() };
}

class Recording {
  readonly read: FactPath[] = [];
  readonly #facts: Facts;
  #open = true;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  note(path: FactPath): unknown {
    if (!this.#open) throw new Error(`fact ${path} was read after the objects had been taken out`);
    if (!this.read.includes(path)) this.read.push(path);
    return factAt(this.#facts, path);
  }

  close(): void {
    this.#open = false;
  }
}

class View {
  readonly #recording: Recording;

  constructor(recording: Recording, group: string, more: PropertyDescriptorMap = {}) {
    this.#recording = recording;
    Object.defineProperties(this, GETTERS.get(group) ?? {});
    Object.freeze(Object.defineProperties(this, more));
  }

  static read(view: View, path: FactPath): unknown {
    return view.#recording.note(path);
  }
}

/**
 * The getters of each group of facts; the empty name is for those that stand in none. Made once: getters of their own
 * would give every view a shape of its own, which costs the engine more than the view.
 */
const GETTERS: ReadonlyMap<string, PropertyDescriptorMap> = gettersByGroup();
const GROUPS: readonly string[] = [...GETTERS.keys()].filter((group) => group !== '');

function gettersByGroup(): Map<string, PropertyDescriptorMap> {
  const groups = new Map<string, PropertyDescriptorMap>();
  for (const { path } of FACTS) {
    const [first = '', second] = path.split('.');
    const [group, name] = second === undefined ? ['', first] : [first, second];
    const getter = {
      enumerable: true,
      get(this: View) {
        return View.read(this, path);
      },
    };
    groups.set(group, { ...groups.get(group), [name]: getter });
  }
  return groups;
}
