import { expect, it } from 'vitest';
import { durationText, pullSeconds } from './pull-time.ts';

it('a pull takes at least its bits over the speed of the line', () => {
  expect(pullSeconds(125e6, 10)).toBe(100);
  expect(pullSeconds(125e6, 1000)).toBe(1);
});

it('durations are short to read', () => {
  const texts = [0.009, 0.9996, 9.94, 9.96, 119, 120, 394, 7200].map(durationText);
  expect(texts).toEqual(['9 ms', '1.0 s', '9.9 s', '10 s', '119 s', '2 min', '7 min', '2.0 h']);
});
