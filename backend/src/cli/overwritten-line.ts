/** On a terminal one line that is written over; elsewhere nothing but what is noted. */
export class OverwrittenLine {
  readonly #out: NodeJS.WriteStream;
  #shown = false;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  get isOnTerminal(): boolean {
    return this.#out.isTTY;
  }

  show(text: string): void {
    this.#out.write(`\r\x1b[K${text.slice(0, (this.#out.columns ?? 80) - 1)}`);
    this.#shown = true;
  }

  /** A line that stays. */
  note(text: string): void {
    this.clear();
    this.#out.write(`${text}\n`);
  }

  clear(): void {
    if (this.#shown) this.#out.write('\r\x1b[K');
    this.#shown = false;
  }
}
