import { type Compared, compareLines } from './lines.ts';
import type { NoiseCount } from './noise.ts';
import { fitsPattern, type Kind, steadyPart } from './tokens.ts';

const differently = (kind: Kind) => `${kind.what} that two runs of the original answer differently`;

/**
 * Compares an answer of the variant with that of the original, which was run twice: where the two runs of the original
 * say the same, the variant has to say that, too, to the letter. Where they do not, it has to say something of that kind:
 * line by line and, in a line that is not the same twice, token by token.
 */
export function compareSteady(original: string, again: string, variant: string, count: NoiseCount): Compared {
  if (original === variant) return { outcome: 'alike' };
  const [lines, lines2, lines3] = [original.split('\n'), again.split('\n'), variant.split('\n')];
  if (original === again) return firstDifference(lines, lines3);
  if (lines.length !== lines2.length) return compareLines(lines, lines2, lines3, { often: false }, count);
  if (lines3.length !== lines.length) return firstDifference(lines, lines3);
  let unsteady = 0;
  for (const [i, line] of lines.entries()) {
    const [line2 = '', line3 = ''] = [lines2[i], lines3[i]];
    const differing = fitsPattern(line, line2, line3);
    if (differing === null) return { outcome: 'differs', original: line, variant: line3 };
    for (const kind of differing) count.add(kind.id, differently(kind));
    if (line !== line2 && !/\w{2}/.test(steadyPart(line, line2))) unsteady++;
  }
  return unsteady > lines.length / 2 && lines.length > 1 ? { outcome: 'unsteady' } : { outcome: 'alike' };
}

function firstDifference(original: readonly string[], variant: readonly string[]): Compared {
  const at = original.findIndex((line, i) => line !== variant[i]);
  const place = at === -1 ? original.length : at;
  return { outcome: 'differs', original: original[place] ?? 'nothing more', variant: variant[place] ?? 'nothing more' };
}
