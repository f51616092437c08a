import { expect, it } from 'vitest';
import { rowText, summaryOf, summaryText, type VariantRow } from './rows.ts';
import type { Tried } from './try-build.ts';

const sizes = (stored: number) => ({ stored, compressed: null });
const works = (stored: number): Tried => ({ state: 'works', sizes: sizes(stored), seconds: 1 });

function row(example: string, predicted: number, tried: Tried): VariantRow {
  const variant = { example, variant: 'slim', byHand: null } as const;
  return { ...variant, today: sizes(1000), predicted: sizes(predicted), tried };
}

const notBuilt: Tried = { state: 'not-built', sizes: null, why: 'no such file', log: '/tmp/a.log' };
const fails: Tried = { state: 'fails', sizes: sizes(100), why: 'it ended', log: '/tmp/b.log' };

it('the summary counts the lightest variant that works, and the predictions of all that was built', () => {
  const rows = [
    row('one', 500, works(500)),
    row('one', 100, works(250)),
    row('one', 100, fails),
    row('two', 380, works(400)),
    row('three', 500, notBuilt),
  ];
  expect(summaryOf(rows)).toEqual({
    offered: 5,
    working: 3,
    lightened: 2,
    medianSaving: (0.75 + 0.6) / 2,
    stored: { close: 3, of: 4 },
    compressed: { close: 0, of: 0 },
  });
});

it('the summary of nothing has no figures to divide', () => {
  expect(summaryText(summaryOf([]))).toBe(
    [
      'offered variants that work: 0 of 0',
      'median saving of the lightest working variant: - (of 0 examples)',
      'predictions within ±10 %: 0 of 0; of compressed bytes 0 of 0',
    ].join('\n'),
  );
});

it('a line tells how far the prediction was off, what is saved, and why a variant fails', () => {
  expect(rowText(row('one', 300, works(250))).split(/ {2,}/)).toEqual([
    'one',
    'slim',
    '1.00 kB',
    '300 B',
    '250 B',
    '20.0 %',
    '75.0 %',
    'works',
  ]);
  expect(rowText(row('one', 300, notBuilt))).toContain('NOT BUILT: no such file (/tmp/a.log)');
});
