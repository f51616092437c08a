import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pullSeconds, pullTimeText } from './pull-time.ts';

it('a pull takes at least its bits over the speed of the line', () => {
  expect(pullSeconds(125e6, 10)).toBe(100);
  expect(pullSeconds(125e6, 1000)).toBe(1);
});

it('is short to read', () => {
  const texts = [9e6, 999.6e6, 9.96e9, 119.9e9, 120e9, 330.4e9, 7200e9].map((bits) => pullTimeText(bits / 8, 1000));
  expect(texts).toEqual(['≥ 9 ms', '≥ 999 ms', '≥ 9.9 s', '≥ 119 s', '≥ 2 min 0 s', '≥ 5 min 30 s', '≥ 2 h 0 min']);
});

const seconds = { ms: 0.001, s: 1, min: 60, h: 3600 } as const;

it('never tells more than it takes at least', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 40 }), fc.constantFrom(1, 10, 100, 1000), (compressed, speed) => {
      const parts = [...pullTimeText(compressed, speed).matchAll(/([\d.]+) (ms|s|min|h)\b/g)];
      const told = parts.reduce((sum, [, number, unit]) => {
        const known = Object.entries(seconds).find(([name]) => name === unit);
        return sum + Number(number) * (known?.[1] ?? Number.NaN);
      }, 0);
      expect(told).toBeLessThanOrEqual(pullSeconds(compressed, speed) + 1e-9);
      expect(told).toBeGreaterThanOrEqual(pullSeconds(compressed, speed) * 0.9 - 0.001);
    }),
  );
});
