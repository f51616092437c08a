import { expect, it } from 'vitest';
import type { GridRow } from './file-grid.tsx';
import { gridMove } from './grid-keys.ts';

// /open
//   /open/closed
//   /open/file
// /last
const rows: GridRow[] = [
  { entry: undefined, depth: 1, index: 0, siblings: 2, open: true },
  { entry: undefined, depth: 2, index: 0, siblings: 2, open: false },
  { entry: undefined, depth: 2, index: 1, siblings: 2, open: null },
  { entry: undefined, depth: 1, index: 1, siblings: 2, open: null },
];
const press = (key: string, active: number | null, more = {}) =>
  gridMove({ key, ctrlKey: false, metaKey: false, altKey: false, ...more }, active, rows.length, (row) => rows[row]);

it.each([
  ['ArrowDown', null, { kind: 'go', row: 0 }],
  ['ArrowDown', 3, { kind: 'go', row: 3 }],
  ['ArrowUp', 0, { kind: 'go', row: 0 }],
  ['Home', 2, { kind: 'go', row: 0 }],
  ['End', 0, { kind: 'go', row: 3 }],
  ['PageDown', 0, { kind: 'go', row: 3 }],
  ['ArrowRight', 0, { kind: 'go', row: 1 }],
  ['ArrowRight', 1, { kind: 'open', row: 1 }],
  ['ArrowRight', 2, null],
  ['ArrowLeft', 0, { kind: 'close', row: 0 }],
  ['ArrowLeft', 1, { kind: 'go', row: 0 }],
  ['ArrowLeft', 2, { kind: 'go', row: 0 }],
  ['ArrowLeft', 3, null],
  ['Enter', 2, { kind: 'act', row: 2 }],
  ['Enter', null, null],
  ['x', 2, null],
] as const)('%s on row %s', (key, active, move) => {
  expect(press(key, active)).toEqual(move);
});

it('leaves keys with modifiers to the browser', () => {
  expect(press('ArrowLeft', 1, { altKey: true })).toBeNull();
  expect(press('Home', 1, { metaKey: true })).toBeNull();
});

it('does nothing where there is no row', () => {
  expect(gridMove({ key: 'End', ctrlKey: false, metaKey: false, altKey: false }, null, 0, () => undefined)).toBeNull();
});
