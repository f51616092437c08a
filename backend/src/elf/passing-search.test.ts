import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PassingSearch, type Range } from './passing-search.ts';

interface Found {
  readonly offset: number;
  readonly bytesAt: number;
  readonly text: string;
}

/** What is found in a text that passes by in pieces of these sizes, the last one over and over. */
function search(text: string, sizes: readonly number[], range: Range, before: number, span: number): Found[] {
  const found: Found[] = [];
  const needle = Buffer.from('ab');
  const passing = new PassingSearch({
    range,
    needle,
    before,
    span,
    found: (bytes, offset, bytesAt) => found.push({ offset, bytesAt, text: bytes.toString() }),
  });
  for (let at = 0, i = 0; at < text.length; i++) {
    const size = sizes[Math.min(i, sizes.length - 1)] ?? 1;
    // Overwritten afterwards, as pieces are valid during the call only.
    const piece = Buffer.from(text.slice(at, at + size));
    passing.search(piece, at);
    piece.fill('x');
    at += size;
  }
  passing.end();
  return found;
}

it('finds all that is in its range, however the pieces are cut, with what is around it', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 60 });
  const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(
      letters,
      sizes,
      fc.nat(20),
      fc.nat(60),
      fc.nat(8),
      fc.integer({ min: 2, max: 9 }),
      (text, sizes, start, length, before, span) => {
        const range = { start, end: start + length };
        const inRange = text.slice(range.start, range.end);
        const expected = [...inRange.matchAll(/ab/g)].map(({ index }) => {
          const from = Math.max(index - before, 0);
          return { offset: start + index, bytesAt: start + from, text: inRange.slice(from, index + span) };
        });
        expect(search(text, sizes, range, before, span)).toEqual(expected);
      },
    ),
    { numRuns: 2000 },
  );
});
