import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

const mostLines = 500;
const mostCharacters = 64 << 10;
const mostInLine = 4096;

/** The last lines of what a step prints, as a terminal would show them. */
export class LogTail {
  readonly #decoder = new StringDecoder('utf8');
  readonly #lines: string[] = [];
  #characters = 0;
  #open = '';
  #leftOut = 0;

  add(bytes: Uint8Array): void {
    // Pieces are small enough to be split at once: they come in messages of bounded size.
    const [first = '', ...more] = this.#decoder.write(Buffer.from(bytes)).split('\n');
    this.#open = cut(this.#open + first);
    for (const next of more) {
      this.#push(this.#open);
      this.#open = cut(next);
    }
  }

  /** With the line that is not yet ended. */
  get lines(): string[] {
    const open = shown(this.#open);
    return open === '' ? [...this.#lines] : [...this.#lines, open];
  }

  /** How many lines came before those that are kept. */
  get leftOut(): number {
    return this.#leftOut;
  }

  get characters(): number {
    return this.#characters + this.#open.length;
  }

  /** Forgets the oldest line; false where there is none. */
  drop(): boolean {
    const line = this.#lines.shift();
    if (line === undefined) return false;
    this.#characters -= line.length;
    this.#leftOut++;
    return true;
  }

  #push(text: string): void {
    const line = shown(text);
    this.#lines.push(line);
    this.#characters += line.length;
    while (this.#lines.length > mostLines || this.#characters > mostCharacters) this.drop();
  }
}

function cut(line: string): string {
  if (line.length <= mostInLine) return line;
  // Of a bar that goes on and on in one line the newest part counts.
  return line.includes('\r') ? line.slice(-mostInLine) : `${line.slice(0, mostInLine)}`;
}

/** What a bar of progress drew last, without colours. */
function shown(line: string): string {
  const drawn = line.replace(/\r+$/, '');
  return stripVTControlCharacters(drawn.slice(drawn.lastIndexOf('\r') + 1)).trimEnd();
}
