import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareLines } from './lines.ts';
import { NoiseCount } from './noise.ts';
import { compareSteady } from './steady.ts';

const compared = (original: string, again: string, variant: string) =>
  compareSteady(original, again, variant, new NoiseCount()).outcome;

describe('an answer', () => {
  it.each<[string, string, string, string, string]>([
    ['is alike to the letter', 'total 42', 'total 42', 'total 42', 'alike'],
    ['differs where the original is steady', 'total 42', 'total 42', 'total 43', 'differs'],
    ['differs in a hash that is the same twice', 'a1b2c3d4e5f6', 'a1b2c3d4e5f6', 'a1b2c3d4e5f7', 'differs'],
    ['may have another ID where the original has one each time', 'id=ab12cd34', 'id=ff00ee11', 'id=00aa11bb', 'alike'],
    ['must have an ID there', 'id=ab12cd34', 'id=ff00ee11', 'id=error', 'differs'],
    ['differs beside an ID', 'id=ab12cd34 n=1', 'id=ff00ee11 n=1', 'id=00aa11bb n=2', 'differs'],
    ['has a line more', 'id=ab12cd34', 'id=ff00ee11', 'id=00aa11bb\nmore', 'differs'],
    ['may list in another order what comes in any', 'b 1\na\nc', 'a\nb 2\nc\nd', 'c\na\nb 3', 'alike'],
    ['lacks what is listed each time', 'b\na\nc 1', 'a\nb\nc 2\nd', 'a\nc 3', 'differs'],
    ['says nothing where nothing is the same twice', 'x', 'y\nz', 'v', 'unsteady'],
  ])('%s', (_, original, again, variant, outcome) => {
    expect(compared(original, again, variant)).toBe(outcome);
  });

  it('differs wherever the original says the same twice and the variant does not', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (original, variant) => {
        fc.pre(original !== variant);
        expect(compared(original, original, variant)).toBe('differs');
      }),
    );
  });
});

describe('lines', () => {
  const lines = (original: string[], again: string[], variant: string[], often = true) =>
    compareLines(original, again, variant, { often }, new NoiseCount()).outcome;

  it.each<[string, string[], string[], string[], string]>([
    ['may come in another order', ['a', 'b'], ['b', 'a'], ['b', 'a'], 'alike'],
    ['are missing', ['a', 'b'], ['a', 'b'], ['a'], 'differs'],
    ['are more', ['a'], ['a'], ['a', 'b'], 'differs'],
    ['come from nowhere', [], [], ['b'], 'differs'],
    ['have other numbers each time', ['took 1', 'a'], ['took 2', 'a'], ['took 3', 'a'], 'alike'],
    ['have another number than each time', ['total 1'], ['total 1'], ['total 2'], 'differs'],
    ['have another status beside a number', ['r1 200'], ['r2 200'], ['r3 500'], 'differs'],
    ['lack one that has other numbers each time', ['r1', 'a'], ['r2', 'a'], ['a'], 'differs'],
    ['are repeated more often', ['a'], ['a'], ['a', 'a'], 'differs'],
    ['are never the same', ['a'], ['b'], ['c'], 'unsteady'],
  ])('%s', (_, original, again, variant, outcome) => {
    expect(lines(original, again, variant)).toBe(outcome);
  });

  it('of what runs on may be repeated more often', () => {
    expect(lines(['a', 'b'], ['a', 'b', 'a'], ['a', 'a', 'b'], false)).toBe('alike');
  });

  it('may be many', () => {
    const many = (seed: number) => Array.from({ length: 20_000 }, (_, i) => `request ${i * seed} took ${i}`);
    expect(lines(many(3), many(5), many(7))).toBe('alike');
  });
});
