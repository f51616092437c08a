import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeFile, readCases } from './cases/read-cases.ts';
import { parseDockerfile } from './parse-dockerfile.ts';
import type { Range } from './syntax.ts';

describe.each(Object.entries(readCases(join(import.meta.dirname, 'cases'))))('%s', (_, cases) => {
  it.each(cases)('$title', ({ text, expected }) => {
    expect(describeFile(parseDockerfile(text))).toBe(expected);
  });
});

describe('places in the text', () => {
  const text = [
    '# syntax=docker/dockerfile:1',
    '# what it is',
    'FROM --platform=$BUILDPLATFORM debian AS build',
    'RUN --mount=type=cache,\\',
    'target=/c make \\',
    '  # a comment',
    '  all',
    'COPY <<"A" <<B /dest',
    '1',
    'A',
    'B',
    'ONBUILD ENV A="b c" \\',
    '  D=e',
    'CMD ["a", "b\\n"]',
    '',
  ].join('\n');
  const file = parseDockerfile(text);
  const at = ({ start, end }: Range) => text.slice(start, end);
  const [from, run, copy, onbuild, cmd] = file.instructions;

  it('are known for instructions, without the line end', () => {
    expect(file.instructions.map(at)).toEqual([
      'FROM --platform=$BUILDPLATFORM debian AS build',
      'RUN --mount=type=cache,\\\ntarget=/c make \\\n  # a comment\n  all',
      'COPY <<"A" <<B /dest\n1\nA\nB',
      'ONBUILD ENV A="b c" \\\n  D=e',
      'CMD ["a", "b\\n"]',
    ]);
    expect(file.instructions.map(({ keywordRange }) => at(keywordRange))).toEqual([
      'FROM',
      'RUN',
      'COPY',
      'ONBUILD',
      'CMD',
    ]);
  });

  it('are known for flags and their values', () => {
    const [platform] = from?.flags ?? [];
    const [mount] = run?.flags ?? [];
    expect(platform && [at(platform), platform.valueRange && at(platform.valueRange)]).toEqual([
      '--platform=$BUILDPLATFORM',
      '$BUILDPLATFORM',
    ]);
    expect(mount && [at(mount), mount.valueRange && at(mount.valueRange)]).toEqual([
      '--mount=type=cache,\\\ntarget=/c',
      'type=cache,\\\ntarget=/c',
    ]);
  });

  it('are known for arguments, wherever continuations are', () => {
    expect(run?.values.map(at)).toEqual(['make \\\n  # a comment\n  all']);
    expect(from?.values.map(at)).toEqual(['debian', 'AS', 'build']);
    expect(cmd?.values.map(at)).toEqual(['"a"', '"b\\n"']);
    expect(onbuild?.onbuild?.values.map(at)).toEqual(['A', '"b c"', '=', 'D', 'e', '=']);
    expect(onbuild?.onbuild).toMatchObject({ startLine: 12, endLine: 13, name: 'ENV' });
  });

  it('are known for heredocs', () => {
    expect(copy?.heredocs.map((heredoc) => [at(heredoc), at(heredoc.body)])).toEqual([
      ['<<"A"', '1\n'],
      ['<<B', ''],
    ]);
    expect(copy?.heredocs.map(({ terminator }) => terminator && at(terminator))).toEqual(['A', 'B']);
  });

  it('are known for directives and comments', () => {
    expect(file.directives.map((directive) => [directive.line, at(directive), at(directive.valueRange)])).toEqual([
      [1, '# syntax=docker/dockerfile:1', 'docker/dockerfile:1'],
    ]);
    expect(file.comments.map((comment) => [comment.line, at(comment), comment.text])).toEqual([
      [2, '# what it is', 'what it is'],
      [6, '# a comment', 'a comment'],
    ]);
    expect(file.instructions.map(({ comments }) => comments)).toEqual([['what it is'], [], [], [], []]);
  });

  it('are known for errors', () => {
    const wrong = parseDockerfile('FROM a\nENV A=b \\\n  C\n');
    expect(wrong.errors).toMatchObject([{ line: 3, column: 3, start: 19, end: 20 }]);
    expect(wrong.errors[0]?.hint).toContain('double quotes');
  });
});
