import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../../backend/src/dockerfile/parse-dockerfile.ts';
import { tokenize } from '../../../../backend/src/dockerfile/tokens.ts';
import type { InstructionReport } from '../../../../backend/src/dockerfile-answers.ts';
import { codeLines, variablePieces } from './code-lines.ts';

function lines(text: string, coloured = true) {
  const file = parseDockerfile(text);
  const instructions: InstructionReport[] = file.instructions.map(({ name, startLine, endLine }) => ({
    name,
    startLine,
    endLine,
    stage: null,
    layers: [],
    bytes: null,
    findings: [],
  }));
  return codeLines(text, coloured ? tokenize(file) : [], instructions);
}

const text = '# syntax=docker/dockerfile:1\r\nFROM a\r\n\r\nRUN b && \\\r\n  # why\r\n  c <<EOF\r\nbody\r\nEOF\r\n';

describe('the lines of a Dockerfile', () => {
  it.each([true, false])('are all of its lines, without their ends (coloured: %s)', (coloured) => {
    const shown = lines(text, coloured).map(({ pieces }) => pieces.map((piece) => piece.text).join(''));
    expect(shown).toEqual(text.split('\r\n').slice(0, -1));
    expect(lines('', coloured)).toEqual([]);
    expect(lines('FROM a', coloured)).toHaveLength(1);
  });

  it('belong to instructions, heredocs and comments between included', () => {
    expect(lines(text).map(({ instruction, first }) => [instruction, first])).toEqual([
      [null, false],
      [0, true],
      [null, false],
      [1, true],
      [1, false],
      [1, false],
      [1, false],
      [1, false],
    ]);
  });

  it('are coloured by what their parts are', () => {
    const kinds = (line: number) => lines(text)[line]?.pieces.map(({ kind }) => kind) ?? [];
    expect(kinds(0)).toEqual(['directive']);
    expect(kinds(1)).toEqual(['keyword', 'blank', 'argument']);
    expect(kinds(4)).toContain('comment');
    expect(kinds(6)).toEqual(['heredoc-body']);
  });
});

const braced = ['$', '{C}'].join('');

it('tells variables in an argument apart', () => {
  expect(variablePieces(`a-$B/${braced}:$1`)).toEqual([
    { variable: false, text: 'a-' },
    { variable: true, text: '$B' },
    { variable: false, text: '/' },
    { variable: true, text: braced },
    { variable: false, text: ':$1' },
  ]);
});
