import { expect, it } from 'vitest';
import { wrapped } from './text.ts';

it('lines that are too long go on below their own text', () => {
  expect(wrapped('short', '  - ')).toEqual(['  - short']);
  expect(wrapped(`${'word '.repeat(20)}end`, '  - ')).toEqual([
    `  - ${'word '.repeat(15).trim()}`,
    `    ${'word '.repeat(5)}end`,
  ]);
  expect(wrapped(`a ${'x'.repeat(90)} b`, '> ')).toEqual(['> a', `  ${'x'.repeat(90)}`, '  b']);
});
