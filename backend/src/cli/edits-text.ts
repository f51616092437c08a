import { bytesText } from '../bytes-text.ts';
import type { Variant } from '../rewrite-answers.ts';
import type { EditEffect } from '../verify-answers.ts';
import { terminalText, wrapped } from './text.ts';

/** What each edit saved, the largest first; those of which it is not known in the end. */
export function editsText(
  { variant, edits }: Pick<Variant, 'variant' | 'edits'>,
  effects: readonly EditEffect[],
): string {
  if (effects.length === 0) return `${variant} has no edits to leave out.\n`;
  const titles = new Map(edits.map(({ id, title }) => [id, title]));
  const lines = [...effects].sort(byStored).flatMap(({ edit, outcome }) => {
    const measured = outcome.state === 'measured' ? outcome : null;
    const sizes = [measured?.stored ?? null, measured?.compressed ?? null].map(savedText);
    const name = `${terminalText(titles.get(edit) ?? edit)} [${terminalText(edit)}]`;
    const why = outcome.state === 'unknown' ? wrapped(terminalText(outcome.why), ' '.repeat(indent + 2)) : [];
    return [...wrapped(name, `  ${sizes.join('  ')}  `), ...why];
  });
  return [
    `what each edit of ${variant} saved, measured by leaving it out alone`,
    `  ${'unpacked'.padStart(width)}  ${'compressed'.padStart(width)}  edit`,
    ...lines,
    '',
    ...wrapped(
      'They do not add up to what the variant saves: what two edits take away together counts for neither.',
      '',
    ),
    '',
  ].join('\n');
}

const width = 10;
const indent = 2 + width + 2 + width + 2;

function savedText(bytes: number | null): string {
  const text = bytes === null ? '–' : `${bytes < 0 ? '+' : ''}${bytesText(Math.abs(bytes))}`;
  return text.padStart(width);
}

function byStored({ outcome: a }: EditEffect, { outcome: b }: EditEffect): number {
  const [first, second] = [a, b].map((one) => (one.state === 'measured' ? one.stored : Number.NEGATIVE_INFINITY));
  return (second ?? 0) === (first ?? 0) ? 0 : (second ?? 0) - (first ?? 0);
}
