import { EVENT_ID, type Event, getScalarValue, parseEvents } from 'js-yaml';

/** A node of a YAML document: where it starts, and what stands in it. */
interface Place {
  /** Offset into the text; of a mapping's member the offset of its key. */
  readonly start: number;
  readonly children: Map<string, Place>;
}

/** Where the fields of YAML documents stand. */
export class Positions {
  readonly #documents: readonly Place[];
  readonly #lineStarts: readonly number[];

  /** @param text YAML that has been read before */
  constructor(text: string) {
    this.#documents = documentsOf(text);
    this.#lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  /**
   * The line, from 1, of the field that a JSON pointer names; where it does not exist, of the deepest one above it.
   *
   * @param document index of the document in the text
   */
  line(document: number, pointer: string): number {
    let place = this.#documents[document];
    for (const key of pointer.split('/').slice(1)) {
      const child = place?.children.get(key.replaceAll('~1', '/').replaceAll('~0', '~'));
      if (child === undefined) break;
      place = child;
    }
    return this.#lineOf(place?.start ?? 0);
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function documentsOf(text: string): Place[] {
  const events = parseEvents(text, {});
  const documents: Place[] = [];
  let index = 0;

  /** Reads the node at the index. */
  const node = (start: number | undefined): Place => {
    const event = events[index++];
    const place: Place = { start: start ?? startOf(event), children: new Map() };
    if (event?.type === EVENT_ID.SEQUENCE) {
      for (let item = 0; !isPop(events[index]); item++) place.children.set(String(item), node(undefined));
      index++;
    } else if (event?.type === EVENT_ID.MAPPING) {
      while (!isPop(events[index])) {
        const key = events[index];
        const name = key?.type === EVENT_ID.SCALAR ? getScalarValue(text, key) : undefined;
        const { start: keyStart } = node(undefined);
        const value = node(keyStart);
        if (name !== undefined) place.children.set(name, value);
      }
      index++;
    }
    return place;
  };

  while (index < events.length) {
    // the document itself
    index++;
    documents.push(isPop(events[index]) ? { start: 0, children: new Map() } : node(undefined));
    index++;
  }
  return documents;
}

function isPop(event: Event | undefined): boolean {
  return event === undefined || event.type === EVENT_ID.POP;
}

function startOf(event: Event | undefined): number {
  if (event === undefined) return 0;
  if ('start' in event) return event.start;
  if ('valueStart' in event) return event.valueStart;
  return 'anchorStart' in event ? event.anchorStart : 0;
}
