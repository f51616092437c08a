import type { LineRange } from '@aligera/backend/src/rewrite-answers.ts';
import { diffArrays } from 'diff';

/** Lines that are the same in both texts, or what one has in place of the other's. */
export type DiffBlock =
  | { readonly kind: 'same'; readonly lines: readonly SameLine[] }
  | {
      readonly kind: 'change';
      readonly removed: readonly DiffLine[];
      readonly added: readonly DiffLine[];
      /** Those that begin here, by their place in the list. */
      readonly edits: readonly number[];
    };

export interface SameLine {
  readonly before: number;
  readonly after: number;
  readonly text: string;
}

export interface DiffLine {
  /** From 1, in its own text. */
  readonly number: number;
  readonly text: string;
  /** Those that touch it, by their place in the list. */
  readonly edits: readonly number[];
}

/** Where an edit is, in lines of both texts. */
export interface EditPlace {
  readonly from: readonly LineRange[];
  readonly to: readonly LineRange[];
}

/** More differing lines than this are not matched with each other: the texts have nothing in common. */
const mostDiffering = 4000;

/** What differs between two texts, line by line, and which edit did it. Each edit begins in exactly one change, if any. */
export function diffBlocks(before: string, after: string, edits: readonly EditPlace[]): DiffBlock[] {
  const old = linesOf(before);
  const changed = linesOf(after);
  const changes = diffArrays(old, changed, { maxEditLength: mostDiffering }) ?? [
    { value: old, removed: true, added: false },
    { value: changed, removed: false, added: true },
  ];
  const blocks: DiffBlock[] = [];
  const at = { before: 1, after: 1 };
  const line = (number: number, text: string, side: 'from' | 'to'): DiffLine => ({
    number,
    text,
    edits: edits.flatMap((edit, i) => (edit[side].some((range) => holds(range, number)) ? [i] : [])),
  });
  for (const { value, removed, added } of changes) {
    if (!removed && !added) {
      blocks.push({ kind: 'same', lines: value.map((text) => ({ before: at.before++, after: at.after++, text })) });
      continue;
    }
    const last = blocks.at(-1);
    const open = last?.kind === 'change' ? last : null;
    const lines = value.map((text) => line(removed ? at.before++ : at.after++, text, removed ? 'from' : 'to'));
    if (open !== null) blocks.pop();
    blocks.push({
      kind: 'change',
      removed: [...(open?.removed ?? []), ...(removed ? lines : [])],
      added: [...(open?.added ?? []), ...(added ? lines : [])],
      edits: [],
    });
  }
  return withEdits(blocks, edits);
}

/** Gives each edit to the first change that it touches; one that touches none to the change nearest to it. */
function withEdits(blocks: readonly DiffBlock[], edits: readonly EditPlace[]): DiffBlock[] {
  const owner = edits.map((edit, i) => {
    const changes = blocks.filter((block) => block.kind === 'change');
    const own = changes.find(({ removed, added }) => [...removed, ...added].some((one) => one.edits.includes(i)));
    if (own !== undefined) return own;
    const line = edit.to[0]?.start ?? edit.from[0]?.start;
    if (line === undefined) return null;
    const distance = (block: (typeof changes)[number]) => {
      const first = block.added[0] ?? block.removed[0];
      return Math.abs((first?.number ?? 0) - line);
    };
    return changes.toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
  });
  return blocks.map((block) =>
    block.kind === 'same' ? block : { ...block, edits: owner.flatMap((one, i) => (one === block ? [i] : [])) },
  );
}

function holds({ start, end }: LineRange, line: number): boolean {
  return line >= start && line <= end;
}

/** What follows the last line's end is no line. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

export interface Pieces {
  readonly start: string;
  /** What differs from the other line. */
  readonly middle: string;
  readonly end: string;
}

/** What two lines have in common at both ends; null where that is too little to be worth showing. */
export function commonEnds(before: string, after: string): readonly [Pieces, Pieces] | null {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  if (start + end < 4 || start + end < shorter / 3) return null;
  const pieces = (line: string): Pieces => ({
    start: line.slice(0, start),
    middle: line.slice(start, line.length - end),
    end: line.slice(line.length - end),
  });
  return [pieces(before), pieces(after)];
}

/** Lines that stay, as they are shown: those next to a change, and how many are left out. */
export interface ShownSame {
  readonly head: readonly SameLine[];
  readonly hidden: readonly SameLine[];
  readonly tail: readonly SameLine[];
}

const context = 3;

/** @param first whether nothing is before these lines; `last`: after them */
export function shownSame(lines: readonly SameLine[], first: boolean, last: boolean): ShownSame {
  const head = first ? 0 : context;
  const tail = last ? 0 : context;
  // A button in place of two lines saves nothing.
  if (lines.length <= head + tail + 2) return { head: lines, hidden: [], tail: [] };
  return {
    head: lines.slice(0, head),
    hidden: lines.slice(head, lines.length - tail),
    tail: lines.slice(lines.length - tail),
  };
}
