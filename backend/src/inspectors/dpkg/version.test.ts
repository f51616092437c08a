import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareVersions } from './version.ts';

/** Each older than the next one, as `dpkg --compare-versions` has them. */
const ordered = [
  '~~',
  '~~a',
  '~',
  '0',
  '0+b1',
  '1.0~beta1~svn1245',
  '1.0~beta1',
  '1.0~rc.2-1',
  '1.0',
  '1.0-1',
  '1.0-1+deb12u1',
  '1.0-1.1',
  '1.0-2',
  '1.0-10',
  '1.0a-1',
  '1.0+dfsg-1',
  '1.0.0-1',
  '1.2',
  '1.10',
  '20231231',
  '1:0.1',
  '2:0~1',
];

it('orders versions as dpkg does', () => {
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) {
      expect([a, b, Math.sign(compareVersions(a, b))]).toEqual([a, b, Math.sign(i - j)]);
    }
  }
});

it.each([
  ['1.0', '1.0-0'],
  ['1.0', '0:1.0'],
  ['1.00', '1.0'],
  ['1.0-01', '1.0-1'],
])('takes %s and %s for the same', (a, b) => {
  expect(compareVersions(a, b)).toBe(0);
  expect(compareVersions(b, a)).toBe(0);
});

it('is an order, whatever is written', () => {
  const version = fc.stringMatching(/^[0-9a-zA-Z.+~:-]{0,10}$/);
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0);
      expect(compareVersions(a, a)).toBe(0);
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) {
        expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }
    }),
    { numRuns: 3_000 },
  );
});
