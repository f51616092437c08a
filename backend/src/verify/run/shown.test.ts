import { expect, it } from 'vitest';
import { shortened, shownApart } from './shown.ts';

it('is one line, with nothing that moves text, and not too long', () => {
  expect(shortened('a\n  b\u001b[2Kc\u202ed')).toBe('a   b\ufffd[2Kc\ufffdd');
  expect(shortened('x'.repeat(1000))).toHaveLength(300);
});

it('shows where two long texts differ, and short ones from their beginning', () => {
  const page = '<p>tide</p>'.repeat(100);
  const { original, variant } = shownApart(`${page}<b>1</b>${page}`, `${page}<b>2</b>${page}`);
  expect(original).toContain('<p>tide</p><b>1</b>');
  expect(variant).toContain('<p>tide</p><b>2</b>');
  expect(original.startsWith('…')).toBe(true);
  expect(shownApart('on', 'off')).toEqual({ original: 'on', variant: 'off' });
  expect(shownApart(page, `${page}more`).variant).toMatch(/more$/);
});
