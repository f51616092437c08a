import { expect, it } from 'vitest';
import { changeInCount, changeInPercent, offTheEstimate } from './change-words.ts';
import { readSpeeds } from './speeds.ts';

it('tells a change in per cent, or not at all', () => {
  expect(changeInPercent(100, 38)).toBe('−62 %');
  expect(changeInPercent(100, 103)).toBe('+3 %');
  expect(changeInPercent(7, 7)).toBe('same');
  expect(changeInPercent(0, 0)).toBe('same');
  expect(changeInPercent(0, 5)).toBeNull();
  expect(changeInPercent(null, 5)).toBeNull();
  expect(changeInPercent(5, null)).toBeNull();
  expect(changeInPercent(5, 0)).toBe('−100 %');
  expect(changeInPercent(1_000_000, 1)).toBe('−99.9 %');
  expect(changeInPercent(1_000_000, 999_999)).toBe('nearly the same');
});

it('tells a change of a count', () => {
  expect(changeInCount(1500, 3)).toBe('−1,497');
  expect(changeInCount(0, 2)).toBe('+2');
  expect(changeInCount(2, 2)).toBe('same');
  expect(changeInCount(null, 2)).toBeNull();
});

it('tells how close an estimate was, and whether that is within its range', () => {
  const estimate = { bytes: 1000, low: 950, high: 1050 };
  expect(offTheEstimate(1000, estimate)).toBe('as estimated');
  expect(offTheEstimate(1020, estimate)).toBe('2 % more');
  expect(offTheEstimate(980, estimate)).toBe('2 % less');
  expect(offTheEstimate(1200, estimate)).toBe('20 % more, outside its range');
  expect(offTheEstimate(0, { bytes: 0, low: 0, high: 0 })).toBe('as estimated');
});

it('remembers speeds that it knows', () => {
  expect(readSpeeds(null)).toEqual([100]);
  expect(readSpeeds([1000, 'fast', 10])).toEqual([10, 1000]);
  expect(readSpeeds([])).toEqual([]);
});
