import type { EscapeCharacter, Instruction } from '../syntax.ts';
import { type HistoryLine, readHistoryLine, type WrittenInstruction } from './history-line.ts';
import { instructionFits } from './instruction-fits.ts';

/** An instruction that went into the image: of the stage that was asked for, or of one below it. */
export interface ChainLink {
  readonly instruction: Instruction;
  /** Its place among all instructions of the Dockerfile. */
  readonly index: number;
}

/** A line of the history, and the layer that it made where it made one. */
export interface LayerLine extends HistoryLine {
  readonly layer: number | null;
}

export interface Alignment {
  /** For each instruction its line; null where it has none, or another one than it should have. */
  readonly lineOf: readonly (number | null)[];
  /** So many lines at the beginning are not of this Dockerfile; null where that is not sure. */
  readonly baseLines: number | null;
  /** The instructions from `from` up to `to` do not agree with the history; null where all do. */
  readonly mismatch: Mismatch | null;
  /** Instructions whose line tells them apart from others. */
  readonly sure: number;
}

interface Mismatch {
  /** Places in the chain. */
  readonly from: number;
  readonly to: number;
  /** So many lines of the history lie there. */
  readonly lines: number;
  /** It was given up, as there is too much to compare. */
  readonly exhausted: boolean;
}

/** Characters that are compared; then it is given up. */
const maxCompared = 10_000_000;

/**
 * Lays the instructions of a Dockerfile beside the history of an image. Where the Dockerfile made the image they agree
 * from the top of the image down to the base, one by one. Where it was changed since, what agrees at its beginning and
 * at its end is kept, and what lies between is told.
 */
export function alignHistory(
  chain: readonly ChainLink[],
  lines: readonly LayerLine[],
  escapeCharacter: EscapeCharacter,
  shell: string | null,
): Alignment {
  const written = lines.map(readHistoryLine);
  // BuildKit writes nothing for ONBUILD, the classic builder does.
  const onbuildWritten = written.some((line) => line?.name === 'ONBUILD');
  const places = chain.flatMap(({ instruction }, i) => (instruction.name !== 'ONBUILD' || onbuildWritten ? [i] : []));
  const comparison = new Comparison(chain, places, written, escapeCharacter, shell);
  const tail = comparison.runUp();
  const count = places.length;
  if (tail === count) {
    const start = lines.length - count;
    return aligned(chain, places, comparison, start, count, 0, lines.length, start);
  }
  const start = comparison.bestStart();
  const head = start === null ? 0 : comparison.runDown(start);
  const free = Math.min(count - head, lines.length - (start ?? 0) - head);
  // One line may be alike by chance.
  const baseLines = head >= 2 ? start : null;
  return aligned(chain, places, comparison, start ?? 0, head, Math.min(tail, free), lines.length, baseLines);
}

function aligned(
  chain: readonly ChainLink[],
  places: readonly number[],
  comparison: Comparison,
  start: number,
  head: number,
  tail: number,
  lineCount: number,
  baseLines: number | null,
): Alignment {
  const lineOf = chain.map((): number | null => null);
  let sure = 0;
  const put = (nth: number, line: number) => {
    const place = places[nth];
    if (place === undefined) return;
    lineOf[place] = line;
    if (comparison.fit(nth, line) === 'yes') sure++;
  };
  for (let i = 0; i < head; i++) put(i, start + i);
  for (let i = 1; i <= tail; i++) put(places.length - i, lineCount - i);
  const between = lineCount - tail - start - head;
  const whole = head + tail === places.length && between === 0;
  const last = places.length - tail;
  const { exhausted } = comparison;
  const mismatch = whole
    ? null
    : { from: places[head] ?? chain.length, to: places[last] ?? chain.length, lines: between, exhausted };
  return { lineOf, baseLines, mismatch, sure };
}

class Comparison {
  readonly #chain: readonly ChainLink[];
  readonly #places: readonly number[];
  readonly #written: readonly (WrittenInstruction | null)[];
  readonly #escapeCharacter: EscapeCharacter;
  readonly #shells: readonly (string | null)[];
  #compared = 0;

  constructor(
    chain: readonly ChainLink[],
    places: readonly number[],
    written: readonly (WrittenInstruction | null)[],
    escapeCharacter: EscapeCharacter,
    shell: string | null,
  ) {
    this.#chain = chain;
    this.#places = places;
    this.#written = written;
    this.#escapeCharacter = escapeCharacter;
    this.#shells = shellsInForce(chain, shell);
  }

  fit(nth: number, line: number) {
    const place = this.#places[nth];
    const link = place === undefined ? undefined : this.#chain[place];
    const written = this.#written[line];
    if (!link || !written || this.exhausted) return 'no';
    this.#compared += 10 + link.instruction.end - link.instruction.start + written.rest.length;
    const shell = this.#shells[place ?? 0] ?? null;
    return instructionFits(link.instruction, written, { escapeCharacter: this.#escapeCharacter, shell });
  }

  get exhausted(): boolean {
    return this.#compared > maxCompared;
  }

  /** How many instructions agree from the last one and the last line up. */
  runUp(): number {
    let run = 0;
    while (
      run < this.#places.length &&
      this.fit(this.#places.length - 1 - run, this.#written.length - 1 - run) !== 'no'
    ) {
      run++;
    }
    return run;
  }

  /** How many agree from the first one down, where its line is `start`. */
  runDown(start: number): number {
    let run = 0;
    while (run < this.#places.length && this.fit(run, start + run) !== 'no') run++;
    return run;
  }

  /** The line of the first instruction: where the most agree from there, or else where the lengths fit best. */
  bestStart(): number | null {
    const expected = this.#written.length - this.#places.length;
    let best: { start: number; run: number } | null = null;
    for (let start = 0; start < this.#written.length; start++) {
      const run = this.runDown(start);
      if (run === 0) continue;
      const nearer = best === null || Math.abs(start - expected) < Math.abs(best.start - expected);
      if (best === null || run > best.run || (run === best.run && nearer)) best = { start, run };
    }
    return best?.start ?? null;
  }
}

/** The shell for each instruction: what SHELL said last, and before the first one what is known of the base. */
function shellsInForce(chain: readonly ChainLink[], last: string | null): (string | null)[] {
  const changes = chain.some(({ instruction }) => instruction.name === 'SHELL');
  let shell = changes ? null : last;
  return chain.map(({ instruction }) => {
    if (instruction.name === 'SHELL' && instruction.json) shell = instruction.values.map(({ text }) => text).join(' ');
    return shell;
  });
}
