import type { Stage } from '../../dockerfile/syntax.ts';

/**
 * What FROM names in place of its base: with the variables that it has, where the sibling's name only goes on.
 * @returns null where it cannot be said with them
 */
export function siblingText({ baseText, base }: Stage, sibling: string): string | null {
  if (!baseText.text.includes('$')) return sibling;
  if (base.kind !== 'image') return null;
  const { text } = base.reference;
  return sibling.startsWith(text) ? baseText.text + sibling.slice(text.length) : null;
}
