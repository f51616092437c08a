import type { ShellItem } from '../dockerfile/shell/shell-syntax.ts';
import type { Instruction, Range } from '../dockerfile/syntax.ts';
import type { RuleEdit } from './draft.ts';
import type { Subject } from './subject.ts';

/**
 * Takes commands of its outermost list out of a RUN: the whole RUN where none is left.
 * @returns null where what is left would not run as before
 */
export function withoutCommands(
  subject: Subject,
  run: Instruction,
  removed: ReadonlySet<ShellItem>,
): readonly RuleEdit[] | null {
  const read = subject.run(run);
  if (read.kind !== 'commands') return null;
  const { items } = read.script.list;
  if (items.every((item) => removed.has(item))) return [withoutInstruction(subject, run)];
  const joined = items.some((item, i) => {
    const touched = removed.has(item) || (i > 0 && removed.has(items[i - 1] ?? item));
    return (removed.has(item) && item.negated) || (touched && !isPlain(item));
  });
  if (joined) return null;
  const edits: RuleEdit[] = [];
  let last: Range | null = null;
  for (const [i, item] of items.entries()) {
    if (!removed.has(item)) {
      last = item;
      continue;
    }
    const before = items[i - 1];
    const next = items[i + 1];
    if (last !== null && before !== undefined) edits.push({ start: before.end, end: item.end, text: '' });
    else if (next !== undefined) edits.push({ start: item.start, end: next.start, text: '' });
  }
  return edits;
}

function isPlain({ separator }: ShellItem): boolean {
  return separator === null || separator.operator === '&&' || separator.operator === ';' || separator.operator === '\n';
}

/** Takes an instruction out with its lines, and with one empty line where there is one on either side. */
export function withoutInstruction({ text }: Subject, { start, end }: Range): RuleEdit {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  let to = lineEnd === -1 ? text.length : lineEnd + 1;
  const isBlankBefore = from === 0 || /\n[ \t\r]*\n$/.test(text.slice(0, from));
  if (isBlankBefore) to += /^(?:[ \t\r]*\n)?/.exec(text.slice(to))?.[0].length ?? 0;
  return { start: from, end: to, text: '' };
}
