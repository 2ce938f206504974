import { closeSync, openSync, readSync } from 'node:fs';

/** What most manifests fit into, in bytes. */
const USUAL_SIZE = 64 * 1024;

/** Reads many small files by way of one piece of memory. */
export class TextReader {
  readonly #limit: number;
  #memory = Buffer.allocUnsafe(USUAL_SIZE);

  /** @param limit the most bytes that a file may have */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * The text of a file. Whatever its size is said to be, no more of it is read than the limit.
   *
   * @throws Error of the system, with the code `EFBIG` when the file is larger than the limit
   */
  read(path: string): string {
    const file = openSync(path, 'r');
    try {
      let length = 0;
      for (;;) {
        const read = readSync(file, this.#memory, length, this.#memory.length - length, null);
        if (read === 0) break;
        length += read;
        if (length > this.#limit) throw Object.assign(new Error('too large'), { code: 'EFBIG' });
        if (length === this.#memory.length) {
          this.#memory = Buffer.concat([this.#memory], Math.min(length * 4, this.#limit + 1));
        }
      }
      return this.#memory.toString('utf8', 0, length);
    } finally {
      closeSync(file);
    }
  }
}
