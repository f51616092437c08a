import { expect, it } from 'vitest';
import { parseDockerfile } from './parse-dockerfile.ts';
import { tokenize } from './tokens.ts';

it('names every piece of the file', () => {
  const text =
    '\ufeff# escape=`\r\n# note\r\n\r\n  FROM a\r\nRUN --x=y -- b `\r\n  # why\r\n  c <<E\r\nbody\r\nE\r\nONBUILD COPY --from=a b `\r\n c';
  const tokens = tokenize(parseDockerfile(text));
  expect(tokens.map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([
    ['byte-order-mark', '\ufeff'],
    ['directive', '# escape=`'],
    ['blank', '\r\n'],
    ['comment', '# note'],
    ['blank', '\r\n\r\n  '],
    ['keyword', 'FROM'],
    ['blank', ' '],
    ['argument', 'a'],
    ['blank', '\r\n'],
    ['keyword', 'RUN'],
    ['blank', ' '],
    ['flag', '--x=y'],
    ['blank', ' '],
    ['other', '-- '],
    ['argument', 'b '],
    ['continuation', '`\r\n'],
    ['blank', '  '],
    ['comment', '# why'],
    ['blank', '\r\n'],
    ['argument', '  c <<E'],
    ['blank', '\r\n'],
    ['heredoc-body', 'body\r\n'],
    ['heredoc-end', 'E'],
    ['blank', '\r\n'],
    ['keyword', 'ONBUILD'],
    ['blank', ' '],
    ['keyword', 'COPY'],
    ['blank', ' '],
    ['flag', '--from=a'],
    ['blank', ' '],
    ['argument', 'b '],
    ['continuation', '`\r\n'],
    ['argument', ' c'],
  ]);
});
