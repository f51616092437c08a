import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counted, exactBytes, formatBytes } from './bytes.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [1234, '1.23 kB'],
    [9994, '9.99 kB'],
    [9995, '10.0 kB'],
    [99_949, '99.9 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [1_234_567_890, '1.23 GB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('never strays more than half a percent from the number, and never shows more than four characters of it', () => {
    const factor: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15 };
    fc.assert(
      fc.property(fc.nat({ max: 999_000_000_000_000 }), (bytes) => {
        const [digits = '', unit = ''] = formatBytes(bytes).split(' ');
        expect(digits.length).toBeLessThanOrEqual(4);
        expect(Math.abs(Number(digits) * (factor[unit] ?? Number.NaN) - bytes)).toBeLessThanOrEqual(bytes * 0.005);
      }),
    );
  });
});

it('writes exact bytes with thousands separated', () => {
  expect(exactBytes(1_234_567)).toBe('1,234,567 bytes');
  expect(exactBytes(1)).toBe('1 byte');
});

it('counts one thing in the singular', () => {
  expect(counted(1, 'file')).toBe('1 file');
  expect(counted(12_345, 'file')).toBe('12,345 files');
});
