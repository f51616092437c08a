import { expect, it } from 'vitest';
import { formatPercent } from './percent.tsx';

it.each([
  [0, '0 %'],
  [0.0001, '< 0.1 %'],
  [0.034, '3.4 %'],
  [0.345, '35 %'],
  [0.994, '99.4 %'],
  [0.99999, '> 99.9 %'],
  [1, '100 %'],
])('writes %d as %s', (share, text) => {
  expect(formatPercent(share)).toBe(text);
});
