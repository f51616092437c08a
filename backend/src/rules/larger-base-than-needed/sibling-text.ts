import type { Stage } from '../../dockerfile/syntax.ts';

/**
 * What FROM names in place of its base, with the variables that it has: `node:$V-bookworm` → `node:$V-bookworm-slim`.
 * @returns null where it cannot be said with them, or a variable names the whole base: others may be given for it
 */
export function siblingText({ baseText, base }: Stage, sibling: string): string | null {
  const { text: written } = baseText;
  if (!written.includes('$')) return sibling;
  if (base.kind !== 'image' || written.startsWith('$')) return null;
  const { text } = base.reference;
  // What stands behind the last variable is as it is written.
  const last = written.slice(Math.max(written.lastIndexOf('}') + 1, endOfLastName(written)));
  const before = text.slice(0, text.length - last.length);
  if (!text.endsWith(last) || !sibling.startsWith(before)) return null;
  const rest = sibling.slice(before.length);
  return /^\w/.test(rest) && last === '' ? null : written.slice(0, written.length - last.length) + rest;
}

function endOfLastName(written: string): number {
  const [last] = [...written.matchAll(/\$\w+/g)].slice(-1);
  return last === undefined ? 0 : last.index + last[0].length;
}
