import { mark, type NoiseCount } from './noise.ts';

/**
 * Compares an answer of the variant with that of the original, which was run twice: where the two runs of the original
 * say the same, the variant has to say that, too, to the letter. Where they do not, it has to say something of that kind.
 */
export type Compared =
  | { readonly outcome: 'alike' }
  /** What the first of them has, and the other has instead; as short as shows it. */
  | { readonly outcome: 'differs'; readonly original: string; readonly variant: string }
  /** The original says so little twice in the same way that there is nothing to compare. */
  | { readonly outcome: 'unsteady' };

interface Kind {
  readonly id: string;
  readonly what: string;
  fits(token: string): boolean;
}

/** What runs of the original say differently is told by what it looks like; the variant's must look like it, too. */
const kinds: readonly Kind[] = [
  { id: 'varying-uuid', what: 'UUIDs', fits: (token) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(token) },
  { id: 'varying-number', what: 'numbers', fits: (token) => /^[+-]?\d+(?:\.\d+)?$/.test(token) },
  { id: 'varying-hex', what: 'hexadecimal IDs', fits: (token) => /^(?:0x)?[0-9a-f]{6,}$/i.test(token) },
  { id: 'varying-token', what: 'random names', fits: (token) => /^[\w.~+-]{6,}$/.test(token) },
  { id: 'varying-text', what: 'other text', fits: () => true },
];

const differently = (kind: Kind) => `${kind.what} that two runs of the original answer differently`;

/** Line by line and, in a line that is not the same twice, token by token. */
export function compareSteady(original: string, again: string, variant: string, count: NoiseCount): Compared {
  if (original === variant) return { outcome: 'alike' };
  const [lines, lines2, lines3] = [original.split('\n'), again.split('\n'), variant.split('\n')];
  if (original === again) return firstDifference(lines, lines3);
  if (lines.length !== lines2.length) return compareLines(lines, lines2, lines3, { often: false }, count);
  if (lines3.length !== lines.length) return firstDifference(lines, lines3);
  let unsteady = 0;
  for (const [i, line] of lines.entries()) {
    const [line2 = '', line3 = ''] = [lines2[i], lines3[i]];
    if (line === line2 ? line === line3 : fitsPattern(line, line2, line3, count)) {
      if (line !== line2 && !/\w{2}/.test(steadyPart(line, line2))) unsteady++;
      continue;
    }
    return { outcome: 'differs', original: line, variant: line3 };
  }
  return unsteady > lines.length / 2 && lines.length > 1 ? { outcome: 'unsteady' } : { outcome: 'alike' };
}

const separators = /([\s<>"'`,;=&?/()[\]{}|:]+)/;

/** Whether a line of the variant says what is the same in both lines of the original, and the like where they differ. */
function fitsPattern(line: string, line2: string, line3: string, count: NoiseCount): boolean {
  const [tokens, tokens2, tokens3] = [line, line2, line3].map((text) => text.split(separators));
  if (tokens === undefined || tokens2 === undefined || tokens3 === undefined) return false;
  if (tokens.length !== tokens2.length || tokens3.length !== tokens.length) return false;
  const used: Kind[] = [];
  for (const [i, token] of tokens.entries()) {
    const [token2 = '', token3 = ''] = [tokens2[i], tokens3[i]];
    if (token === token2) {
      if (token3 !== token) return false;
      continue;
    }
    const kind = kinds.find(({ fits }) => fits(token) && fits(token2));
    if (kind === undefined || !kind.fits(token3)) return false;
    used.push(kind);
  }
  for (const kind of used) count.add(kind.id, differently(kind));
  return true;
}

function steadyPart(line: string, line2: string): string {
  const tokens2 = line2.split(separators);
  return line
    .split(separators)
    .filter((token, i) => token === tokens2[i])
    .join('');
}

function firstDifference(original: readonly string[], variant: readonly string[]): Compared {
  const at = original.findIndex((line, i) => line !== variant[i]);
  const place = at === -1 ? original.length : at;
  return { outcome: 'differs', original: original[place] ?? 'nothing more', variant: variant[place] ?? 'nothing more' };
}

/**
 * Compares what was printed, or other lines whose order is nobody's promise: as sets, for a line that is printed now and
 * then is printed more often by what runs longer.
 * @param options `often`: how often a line stands there is compared, too
 */
export function compareLines(
  original: readonly string[],
  again: readonly string[],
  variant: readonly string[],
  options: { readonly often: boolean },
  count: NoiseCount,
): Compared {
  const [a, b, v] = [original, again, variant].map((lines) => counted(lines, options.often));
  if (a === undefined || b === undefined || v === undefined) return { outcome: 'unsteady' };
  const varying = new Set(
    [...[...a].filter((line) => !b.has(line)), ...[...b].filter((line) => !a.has(line))].map(rough),
  );
  const roughV = new Set([...v].map(rough));
  const others = [...v].filter((line) => !a.has(line) && !b.has(line));
  const extra = others.find((line) => !varying.has(rough(line)));
  const missing = [...a].find((line) => (b.has(line) ? !v.has(line) : hasLike(b, line) && !roughV.has(rough(line))));
  if (missing !== undefined || extra !== undefined) {
    const none = 'no such line';
    return { outcome: 'differs', original: missing ?? none, variant: extra ?? none };
  }
  if (others.length > 0) {
    count.add(
      'varying-lines',
      'numbers and IDs in lines that two runs of the original print differently',
      others.length,
    );
  }
  if (others.length === 0 && original.join('\n') !== variant.join('\n')) {
    count.add('order-of-lines', `the order of lines${options.often ? '' : ', and how often one is repeated'}`);
  }
  return { outcome: 'alike' };
}

const hasLike = (lines: ReadonlySet<string>, line: string) => [...lines].some((other) => rough(other) === rough(line));

/** A line that stands there for the second time is told apart from the first. */
function counted(lines: readonly string[], often: boolean): Set<string> {
  if (!often) return new Set(lines);
  const times = new Map<string, number>();
  return new Set(
    lines.map((line) => {
      const before = times.get(line) ?? 0;
      times.set(line, before + 1);
      return before === 0 ? line : `${line} ${mark(`${before + 1} times`)}`;
    }),
  );
}

/** What is left of a line without what has digits in it. */
function rough(line: string): string {
  return line
    .split(separators)
    .map((token) => (/\d/.test(token) || /^[0-9a-f]{8,}$/i.test(token) ? '#' : token))
    .join('');
}
