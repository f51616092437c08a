import { Failure } from '../failure.ts';
import { quoted } from './error-list.ts';
import type { Range } from './syntax.ts';

/** Puts `text` in the place of the range. An empty range inserts; an empty text deletes. */
export interface Edit extends Range {
  readonly text: string;
}

/** Edits in the order of the text; those at the same place stay in the order in which they were given. */
function sortEdits(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The first two edits of which both would change the same text. Edits that touch do not overlap. */
export function findOverlap(edits: readonly Edit[]): readonly [Edit, Edit] | null {
  let last: Edit | null = null;
  for (const edit of sortEdits(edits)) {
    if (last !== null && edit.start < last.end) return [last, edit];
    if (last === null || edit.end > last.end) last = edit;
  }
  return null;
}

/**
 * @param edits in any order; all ranges are those of `text`
 * @throws Failure `bad-request` where two overlap, or one is not in the text
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const overlap = findOverlap(edits);
  if (overlap !== null) {
    const [first, second] = overlap;
    throw new Failure('bad-request', `two edits overlap: ${describe(first)}, and ${describe(second)}`);
  }
  const parts: string[] = [];
  let at = 0;
  for (const edit of sortEdits(edits)) {
    if (edit.start < 0 || edit.end < edit.start || edit.end > text.length) {
      throw new Failure('bad-request', `an edit is not in the text, which has ${text.length} units: ${describe(edit)}`);
    }
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return parts.join('') + text.slice(at);
}

function describe({ start, end, text }: Edit): string {
  return `${start} to ${end} by ${quoted(text)}`;
}
