import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../parse-dockerfile.ts';
import { readStages } from '../stages.ts';
import type { Range } from '../syntax.ts';
import { type RunRead, readRun } from './read-run.ts';
import type { ShellList } from './shell-syntax.ts';
import { stageShells } from './stage-shells.ts';

function readLast(text: string): { readonly read: RunRead; readonly at: (range: Range) => string } {
  const file = parseDockerfile(text);
  const graph = readStages(file);
  const run = graph.stages.at(-1)?.instructions.at(-1);
  if (run === undefined) throw new Error('no instruction');
  const shell = stageShells(graph).get(run) ?? null;
  return { read: readRun(file, run, shell), at: ({ start, end }) => text.slice(start, end) };
}

/** Each command's own text in the Dockerfile, with what is around it. */
function commands(text: string): string[] {
  const { read, at } = readLast(text);
  if (read.kind === 'left-alone') return [read.why];
  return read.script.commands.map((command) => [...command.within, at(command)].join(': '));
}

function outline(list: ShellList, at: (range: Range) => string): unknown[] {
  return list.items.flatMap(({ separator, negated, command }) => [
    ...(separator === null ? [] : [at(separator)]),
    ...(negated ? ['!'] : []),
    command.kind === 'simple' ? at(command) : { [command.type]: command.lists.map((inner) => outline(inner, at)) },
  ]);
}

describe('the commands of a RUN', () => {
  it('are told with their places in the Dockerfile, through continuations and comments', () => {
    const text =
      'FROM a\nRUN --network=none apt-get update \\\n  # why\n && apt-get install -y \\\n   cu\\\nrl "x y"; rm -rf /x/*\n';
    expect(commands(text)).toEqual(['apt-get update', 'apt-get install -y \\\n   cu\\\nrl "x y"', 'rm -rf /x/*']);
  });

  it('have a name, words, assignments and redirections', () => {
    const text = 'FROM a\nRUN A=1 B="$C" ./go \'x y\' $D ~/e f*g {h,i} k"l"m >/dev/null 2>&1 <<<n\n';
    const { read, at } = readLast(text);
    const [command] = read.kind === 'commands' ? read.script.commands : [];
    expect(command?.name).toMatchObject({ value: './go', kind: 'literal' });
    expect(command?.args.map((word) => [at(word), word.kind, word.value])).toEqual([
      ["'x y'", 'literal', 'x y'],
      ['$D', 'expanded', '$D'],
      ['~/e', 'pattern', '~/e'],
      ['f*g', 'pattern', 'f*g'],
      ['{h,i}', 'pattern', '{h,i}'],
      ['k"l"m', 'literal', 'klm'],
    ]);
    expect(command?.assignments.map(({ name, value }) => [name, value?.text, value?.kind])).toEqual([
      ['A', '1', 'literal'],
      ['B', '"$C"', 'expanded'],
    ]);
    expect(
      command?.redirections.map(({ descriptor, operator, target }) => [descriptor, operator, target?.text]),
    ).toEqual([
      [null, '>', '/dev/null'],
      [2, '>&', '1'],
      [null, '<<<', 'n'],
    ]);
  });

  it('are joined by separators', () => {
    const text = 'FROM a\nRUN a && ! b | c || \\\n d; e & f # && g\n';
    const { read, at } = readLast(text);
    expect(read.kind === 'commands' && outline(read.script.list, at)).toEqual([
      ...['a', '&&', '!', 'b', '|', 'c', '||', 'd', ';', 'e', '&', 'f'],
    ]);
  });

  it('may stand in others', () => {
    const text =
      'FROM a\nRUN if a; then b; else c; fi && for x in $(d); do e; done; (f; g) | { h; }; case $x in y) i;; esac; j() { k; }; [[ -f `l` ]]\n';
    const { read, at } = readLast(text);
    expect(read.kind === 'commands' && outline(read.script.list, at)).toEqual([
      { if: [['a'], ['b'], ['c']] },
      '&&',
      { loop: [['e']] },
      ';',
      { subshell: [['f', ';', 'g']] },
      '|',
      { group: [['h']] },
      ';',
      { case: [['i']] },
      ';',
      { function: [[{ group: [['k']] }]] },
      ';',
      { test: [] },
    ]);
    expect(commands(text)).toEqual([
      ...['if: a', 'if: b', 'if: c', 'loop: substitution: d', 'loop: e', 'subshell: f', 'subshell: g', 'group: h'],
      ...['case: i', 'function: group: k', 'test: substitution: l'],
    ]);
  });

  it('may be in command substitutions, those in quotes too', () => {
    expect(commands('FROM a\nRUN X="$(a `b`)" c "d ${e:-$(f)}"\n')).toEqual([
      ...['X="$(a `b`)" c "d ${e:-$(f)}"', 'substitution: a `b`', 'substitution: substitution: b', 'substitution: f'],
    ]);
  });
});

describe('the commands of a heredoc', () => {
  it('are those of its lines', () => {
    expect(commands('FROM a\nRUN <<-EOF\n\tset -e\n\t# no: a; b\n\tx && \\\n\t  y\n\tEOF\n')).toEqual([
      'set -e',
      'x',
      'y',
    ]);
  });

  it('separators are line ends there', () => {
    const { read, at } = readLast('FROM a\nRUN <<EOF\na # b; c\n\nd\nEOF\n');
    expect(read.kind === 'commands' && outline(read.script.list, at)).toEqual(['a', '\n', 'd']);
  });

  it('are those before it, where the heredoc is what they read', () => {
    expect(commands('FROM a\nRUN cat <<A >/x && sh <<"B"\n1;2\nA\n3\nB\n')).toEqual(['cat <<A >/x', 'sh <<"B"']);
    expect(commands('FROM a\nRUN <<EOF python3\nprint("(")\nEOF\n')).toEqual(['<<EOF python3']);
  });

  it('are those of an ONBUILD, too', () => {
    expect(commands('FROM a\nONBUILD RUN <<EOF\nx\nEOF\n')).toEqual(['x']);
  });
});

describe('commands are left alone', () => {
  it.each([
    ['RUN ["a", "b"]', 'JSON array'],
    ['RUN', 'no commands'],
    ['SHELL ["powershell", "-Command"]\nRUN a', '"powershell"'],
    ['SHELL ["C:\\\\Windows\\\\cmd.exe", "/S"]\nRUN a', '"cmd.exe"'],
    ['SHELL ["/usr/bin/zsh", "-c"]\nRUN a', '"zsh"'],
    ['RUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF', '#!'],
    ['RUN if a; then b', 'would not understand'],
    ['RUN echo "a', 'would not understand'],
    [`RUN ${'a b c d e f g h i j k l m n o p \\\n'.repeat(3000)}`, 'longer than'],
    [`RUN ${'<<A '.repeat(101)}\n${'A\n'.repeat(101)}`, 'heredocs'],
  ])('%s', (text, why) => {
    const { read } = readLast(`FROM a\n${text}\n`);
    expect(read.kind === 'left-alone' && read.why).toContain(why);
  });

  it('where the base is of Windows', () => {
    expect(commands('FROM mcr.example.org/windows/nanoserver:ltsc2025\nRUN b\n')[0]).toContain('"cmd"');
    expect(commands('FROM example.org/runtime:8.0-nanoserver-1809\nRUN b\n')[0]).toContain('"cmd"');
    expect(commands('FROM --platform=windows/amd64 a\nRUN b\n')[0]).toContain('"cmd"');
  });

  it('but not those of bash, wherever it is, nor of the shell that a stage has from another', () => {
    expect(commands('FROM a\nSHELL ["/usr/local/bin/bash", "-o", "pipefail", "-c"]\nRUN b\n')).toEqual(['b']);
    expect(commands('FROM a AS x\nSHELL ["pwsh"]\nFROM x\nRUN b\n')[0]).toContain('pwsh');
    expect(commands('FROM a AS x\nSHELL ["pwsh"]\nFROM a\nRUN b\n')).toEqual(['b']);
  });
});
