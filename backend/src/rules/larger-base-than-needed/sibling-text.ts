import type { Stage } from '../../dockerfile/syntax.ts';

/**
 * What FROM names in place of its base, with the variables that it has: `node:${V}` → `node:${V}-slim`.
 * @returns null where it cannot be said with them, or a variable names the whole base: others may be given for it
 */
export function siblingText({ baseText, base }: Stage, sibling: string): string | null {
  const { text: written } = baseText;
  if (!written.includes('$')) return sibling;
  if (base.kind !== 'image' || /^\$/.test(written)) return null;
  // What is written after the last variable: the only end of which it is known where it stands.
  const last = written.slice(Math.max(written.lastIndexOf('}') + 1, endOfLastName(written)));
  const { text } = base.reference;
  for (let end = 0; end <= last.length; end++) {
    const tail = last.slice(last.length - end);
    const head = text.slice(0, text.length - end);
    if (!sibling.startsWith(head) || !sibling.endsWith(tail) || sibling.length < head.length + end) continue;
    const added = sibling.slice(head.length, sibling.length - end);
    return written.slice(0, written.length - end) + added + tail;
  }
  return null;
}

function endOfLastName(written: string): number {
  const [last] = [...written.matchAll(/\$\w+/g)].slice(-1);
  return last === undefined ? 0 : last.index + last[0].length;
}
