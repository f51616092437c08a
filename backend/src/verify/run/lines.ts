import { mark, type NoiseCount } from './noise.ts';
import { fitsPattern, separators } from './tokens.ts';

export type Compared =
  | { readonly outcome: 'alike' }
  /** What the first of them has, and the other has instead; as short as shows it. */
  | { readonly outcome: 'differs'; readonly original: string; readonly variant: string }
  /** The original says so little twice in the same way that there is nothing to compare. */
  | { readonly outcome: 'unsteady' };

/**
 * Compares what was printed, or other lines whose order is nobody's promise: as sets, for a line that is printed now and
 * then is printed more often by what runs longer. Lines that the original prints in each run must be the variant's, too;
 * of those that are not the same twice the variant must have the like.
 * @param options `often`: how often a line stands there is compared, too
 */
export function compareLines(
  original: readonly string[],
  again: readonly string[],
  variant: readonly string[],
  options: { readonly often: boolean },
  count: NoiseCount,
): Compared {
  if (original.join('\n') === variant.join('\n')) return { outcome: 'alike' };
  const [a, b, v] = [counted(original, options.often), counted(again, options.often), counted(variant, options.often)];
  const patterns = patternsOf(
    [...a].filter((line) => !b.has(line)),
    [...b].filter((line) => !a.has(line)),
  );
  const paired = [...patterns.values()].some(({ pairs }) => pairs.length > 0);
  const steady = [...a].filter((line) => b.has(line));
  if (steady.length === 0 && !paired && a.size + b.size > 0) return { outcome: 'unsteady' };

  const missing = steady.find((line) => !v.has(line)) ?? unmatched(patterns, v);
  const others = [...v].filter((line) => !a.has(line) && !b.has(line));
  const extra = others.find((line) => !isLike(line, patterns.get(rough(line))));
  if (missing !== undefined || extra !== undefined) {
    return { outcome: 'differs', original: missing ?? noLine, variant: extra ?? noLine };
  }
  if (others.length > 0) count.add('varying-lines', varyingLines, others.length);
  else count.add('order-of-lines', `the order of lines${options.often ? '' : ', and how often one is repeated'}`);
  return { outcome: 'alike' };
}

const noLine = 'no such line';
const varyingLines = 'numbers and IDs in lines that two runs of the original print differently';

/** Lines of the two runs of the original that are the same but for numbers and IDs. */
interface Pattern {
  /** One of each run: what is the same in both is steady. */
  readonly pairs: (readonly [string, string])[];
  /** There are lines without a counterpart in the other run. */
  readonly loose: boolean;
}

/** Of more lines of one form it is not asked which goes with which. */
const maxPairs = 200;

/** By the form that the lines have without numbers and IDs; the first with the first, the second with the second. */
function patternsOf(only: readonly string[], onlyAgain: readonly string[]): ReadonlyMap<string, Pattern> {
  const [forms, formsAgain] = [Map.groupBy(only, rough), Map.groupBy(onlyAgain, rough)];
  return new Map(
    [...new Set([...forms.keys(), ...formsAgain.keys()])].map((form): [string, Pattern] => {
      const [lines, linesAgain] = [forms.get(form) ?? [], formsAgain.get(form) ?? []];
      const pairs = lines.flatMap((line, i): [string, string][] => {
        const counterpart = linesAgain[i];
        return counterpart === undefined ? [] : [[line, counterpart]];
      });
      const loose = lines.length !== linesAgain.length || pairs.length > maxPairs;
      return [form, { pairs: pairs.slice(0, maxPairs), loose }];
    }),
  );
}

function isLike(line: string, pattern: Pattern | undefined): boolean {
  if (pattern === undefined) return false;
  return pattern.loose || pattern.pairs.some(([one, other]) => fitsPattern(one, other, line) !== null);
}

/** A line of the original that has its like in both of its runs, and none in the variant's. */
function unmatched(patterns: ReadonlyMap<string, Pattern>, variant: ReadonlySet<string>): string | undefined {
  const forms = Map.groupBy(variant, rough);
  for (const [form, { pairs, loose }] of patterns) {
    const there = forms.get(form) ?? [];
    const [first] = pairs;
    if (there.length === 0 && first !== undefined) return first[0];
    if (loose || there.length > maxPairs) continue;
    const lacking = pairs.find(([one, other]) => !there.some((line) => fitsPattern(one, other, line) !== null));
    if (lacking !== undefined) return lacking[0];
  }
  return undefined;
}

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
