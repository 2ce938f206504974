import { styleText } from 'node:util';
import { printable, printableJson } from './printable.ts';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** A piece of a line, with the style it has where colour is wanted. */
export type Span = string | { readonly style: Style; readonly text: string };

/** Gives a piece of a line a style. */
export function styled(style: Style, text: string): Span {
  return { style, text };
}

/** The text of a piece of a line, as it is printed. */
export function plain(span: Span): string {
  return printable(typeof span === 'string' ? span : span.text);
}

export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Standard output or standard error. Everything that is printed passes through here, so nothing can steer a terminal. */
export class Terminal {
  readonly #stream: TerminalStream;
  readonly #live: boolean;
  readonly colour: boolean;
  #status = '';

  constructor(stream: TerminalStream, environment: Readonly<Record<string, string | undefined>>) {
    this.#stream = stream;
    this.#live = stream.isTTY === true && environment.TERM !== 'dumb';
    this.colour = wantsColour(environment) ?? this.#live;
    // a log keeps every state of a line that updates itself
    if ((environment.CI ?? '') !== '') this.#live = false;
  }

  /** Prints one line. */
  line(...spans: readonly Span[]): void {
    this.clearStatus();
    this.#stream.write(`${spans.map((span) => this.#paint(span)).join('')}\n`);
  }

  /** Prints a report for programs. */
  json(value: unknown): void {
    this.raw(`${printableJson(value)}\n`);
  }

  /** Prints text of Stele's own, such as help, as it is. */
  raw(text: string): void {
    this.clearStatus();
    this.#stream.write(text);
  }

  /** Shows what is going on, on one line that the next one replaces; only where somebody watches. */
  status(text: string): void {
    if (!this.#live) return;
    // a terminal that does not know its width says 0
    const width = this.#stream.columns || 80;
    const shown = [...printable(text)].slice(0, width - 1).join('');
    if (shown === this.#status) return;
    this.#stream.write(`\r\u001b[2K${shown}`);
    this.#status = shown;
  }

  /** Takes the line of `status` away. */
  clearStatus(): void {
    if (this.#status === '') return;
    this.#stream.write('\r\u001b[2K');
    this.#status = '';
  }

  #paint(span: Span): string {
    const text = plain(span);
    return this.colour && typeof span !== 'string' ? styleText(span.style, text, { validateStream: false }) : text;
  }
}

/** https://no-color.org and https://force-color.org; undefined when neither is said. */
function wantsColour({ NO_COLOR, FORCE_COLOR }: Readonly<Record<string, string | undefined>>): boolean | undefined {
  if ((NO_COLOR ?? '') !== '' || FORCE_COLOR === '0' || FORCE_COLOR === 'false') return false;
  return (FORCE_COLOR ?? '') !== '' ? true : undefined;
}
