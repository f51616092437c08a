import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readGoStrings } from './go-quoted.ts';

test.each<[string, string[] | null]>([
  ['[]', []],
  ['["/bin/sh" "-c" "echo \\"$HOME\\" && ls"]', ['/bin/sh', '-c', 'echo "$HOME" && ls']],
  ['["echo \\"q\\" \\t é"]', ['echo "q" \t é']],
  ['["\\x00\\u200b\\U0001f6df\\n"]', ['\0\u200b🛟\n']],
  ['["\\xff"]', ['\udcff']],
  ['["a" "b"', null],
  ['["a"] more', null],
  ['["a""b"]', ['a', 'b']],
  ['["\\q"]', null],
  ['["\\U00110000"]', null],
  ['[a b]', null],
  ['', null],
])('%s', (text, words) => {
  expect(readGoStrings(text)).toEqual(words);
});

test('what Go would print is read back', () => {
  const quoted = (word: string) =>
    `"${word.replaceAll(/[\\"]/g, '\\$&').replaceAll(/\p{Cc}/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
  fc.assert(
    fc.property(
      fc.array(
        fc.string({
          unit: fc.oneof(fc.string({ minLength: 1, maxLength: 1 }), fc.constantFrom('\n', '\0', '"', '\\', 'é', '🛟')),
        }),
      ),
      (words) => {
        expect(readGoStrings(`[${words.map(quoted).join(' ')}]`)).toEqual(words);
      },
    ),
  );
});
