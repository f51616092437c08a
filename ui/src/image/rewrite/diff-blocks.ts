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

/** A part of a line: what the other line has, too, or what differs. */
export interface Piece {
  readonly text: string;
  readonly differs: boolean;
}

/** Longer lines are not looked into. */
const longestLine = 4000;

/** Two lines word by word; null where they have too little in common to be worth comparing. */
export function differingWords(before: string, after: string): readonly [readonly Piece[], readonly Piece[]] | null {
  if (before.length + after.length > longestLine) return null;
  const words = (line: string) => line.split(/(\s+)/).filter((word) => word !== '');
  const changes = diffArrays(words(before), words(after));
  const common = changes.reduce(
    (sum, { value, added, removed }) => sum + (added || removed ? 0 : value.join('').trim().length),
    0,
  );
  if (common < Math.min(before.length, after.length) / 3) return null;
  const pieces = (left: 'added' | 'removed'): Piece[] =>
    changes
      .filter((change) => !change[left])
      .map(({ value, added, removed }) => ({ text: value.join(''), differs: added || removed }));
  return [pieces('added'), pieces('removed')];
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
