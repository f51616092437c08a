import { expect, it } from 'vitest';
import { parseDockerfile } from './parse-dockerfile.ts';
import { readStyle } from './style.ts';

const styleOf = (text: string) => readStyle(parseDockerfile(text));

it('takes what most of the file does', () => {
  const text = [
    'from debian',
    'run a && \\',
    '\tb && \\',
    '\tc',
    'run d \\',
    '    && e',
    'COPY a b',
    'workdir /',
    '',
  ].join('\r\n');
  expect(styleOf(text)).toEqual({
    lineEnd: '\r\n',
    keywordCase: 'lower',
    continuation: ' \\',
    indent: '\t',
    operators: 'trailing',
    finalLineEnd: true,
  });
});

it('is what most people write where the file does not show it', () => {
  expect(styleOf('FROM debian')).toEqual({
    lineEnd: '\n',
    keywordCase: 'upper',
    continuation: ' \\',
    indent: '    ',
    operators: 'leading',
    finalLineEnd: false,
  });
});

it('uses the escape character of the file', () => {
  expect(styleOf('# escape=`\nFROM a\nRUN b`\n  && c\n')).toMatchObject({ continuation: '`', indent: '  ' });
});
