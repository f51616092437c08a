import { expect, test } from 'vitest';
import { fits, joinPatterns, jsonPattern, literal, wordPattern } from './word-pattern.ts';

test.each([
  ['plain', 'plain', true],
  ['"two words"', 'two words', true],
  ["'$HOME'", '$HOME', true],
  ['a\\ b', 'a b', true],
  ['"a\\"b\\n"', 'a"b\\n', true],
  ['\\$HOME', '$HOME', true],
  ['$HOME/bin', '/root/bin', true],
  ['$HOME/bin', '/root/sbin', false],
  [`/opt/\${NAME:-x\${Y}}-1.tgz`, '/opt/anything-1.tgz', true],
  ['$A$B', '', true],
  ['x$A', 'y', false],
  ['a$', 'a$', true],
  ['plain', 'plain2', false],
  ['a  b', 'a b', true],
])('%s may become %s: %s', (word, text, expected) => {
  expect(fits(wordPattern(word, '\\'), text)).toBe(expected);
});

test('with another escape character the backslash is plain', () => {
  expect(fits(wordPattern('C:\\app\\`$x', '`'), 'C:\\app\\$x')).toBe(true);
});

test('JSON forms have no quotes or escapes, but variables', () => {
  expect(fits(jsonPattern('a"b\\c'), 'a"b\\c')).toBe(true);
  expect(fits(jsonPattern('/app/$X'), '/app/7')).toBe(true);
});

test('what lies between two variables must come in its order', () => {
  const pattern = joinPatterns([wordPattern('$A', '\\'), literal('b'), wordPattern('c$D', '\\')], ' ');
  expect(fits(pattern, '1 b c2')).toBe(true);
  expect(fits(pattern, '1 c2 b')).toBe(false);
});

test('a long word full of variables is compared at once', () => {
  const pattern = wordPattern('$A-'.repeat(20_000), '\\');
  expect(fits(pattern, '--'.repeat(10_000))).toBe(true);
  expect(fits(pattern, '-'.repeat(19_999))).toBe(false);
});
