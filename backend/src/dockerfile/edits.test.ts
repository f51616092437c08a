import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../failure.ts';
import { applyEdits, findOverlap } from './edits.ts';

describe('edits', () => {
  it('replace, insert and delete, in whatever order they are given', () => {
    const edits = [
      { start: 9, end: 9, text: '!' },
      { start: 0, end: 3, text: 'six' },
      { start: 3, end: 7, text: '' },
    ];
    expect(applyEdits('one two three', edits)).toBe('six t!hree');
  });

  it('at the same place stay in the order in which they were given', () => {
    const edits = [
      { start: 1, end: 1, text: 'x' },
      { start: 1, end: 1, text: 'y' },
      { start: 1, end: 2, text: 'z' },
    ];
    expect(applyEdits('abc', edits)).toBe('axyzc');
  });

  it('that overlap are refused, and named', () => {
    const edits = [
      { start: 2, end: 6, text: 'a' },
      { start: 0, end: 3, text: 'b' },
    ];
    expect(findOverlap(edits)).toEqual([edits[1], edits[0]]);
    expect(() => applyEdits('0123456789', edits)).toThrow(
      new Failure('bad-request', 'two edits overlap: 0 to 3 by "b", and 2 to 6 by "a"'),
    );
  });

  it('in the middle of what another replaces are refused too', () => {
    expect(
      findOverlap([
        { start: 0, end: 9, text: '' },
        { start: 1, end: 2, text: '' },
        { start: 4, end: 4, text: '' },
      ]),
    ).not.toBeNull();
  });

  it.each([
    { start: -1, end: 0, text: '' },
    { start: 3, end: 2, text: '' },
    { start: 0, end: 4, text: '' },
  ])('outside of the text are refused: %j', (edit) => {
    expect(() => applyEdits('abc', [edit])).toThrow(/not in the text, which has 3 units/);
  });

  it('leave all else as it was', () => {
    const cuts = fc
      .uniqueArray(fc.nat(30), { minLength: 2, maxLength: 8 })
      .map((places) => places.sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.string({ minLength: 31, maxLength: 40 }), cuts, (text, places) => {
        const edits = places.flatMap((end, i) => (i % 2 === 1 ? [{ start: places[i - 1] ?? 0, end, text: '' }] : []));
        const kept = [...text.split('').keys()].filter(
          (at) => !edits.some(({ start, end }) => at >= start && at < end),
        );
        expect(applyEdits(text, edits.toReversed())).toBe(kept.map((at) => text[at]).join(''));
      }),
    );
  });
});
