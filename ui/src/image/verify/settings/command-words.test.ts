import { expect, it } from 'vitest';
import { commandWords } from './command-words.ts';

const words = (text: string) => {
  const read = commandWords(text);
  return read.state === 'words' ? read.words : read.why;
};

it.each([
  ['', []],
  ['  server   --port 80 ', ['server', '--port', '80']],
  [`sh -c 'echo "$HOME"'`, ['sh', '-c', 'echo "$HOME"']],
  ['say "two words" "a \\" quote"', ['say', 'two words', 'a " quote']],
  ["an '' empty", ['an', '', 'empty']],
  ['C:\\\\path a\\ b', ['C:\\path', 'a b']],
  ['glue"d to"gether', ['glued together']],
  ['["a", "b c"]', ['a', 'b c']],
])('reads %j', (text, expected) => {
  expect(words(text)).toEqual(expected);
});

it.each(['say "hello', "it's", '["a", 1]', '["a"'])('says what is unclear in %j', (text) => {
  expect(commandWords(text).state).toBe('unclear');
});
