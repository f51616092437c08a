import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { conformanceFolder } from '../../testing/conformance.ts';
import { lex } from './expand/lex.ts';
import { reportFile } from './node-report.ts';
import { parseDockerfile } from './parse-dockerfile.ts';
import type { Instruction } from './syntax.ts';
import { tokenize } from './tokens.ts';

const folder = conformanceFolder() ?? '';

describe.skipIf(folder === '')("BuildKit's own test files", () => {
  const parser = join(folder, 'buildkit/parser');
  const namesIn = (name: string) => (folder === '' ? [] : readdirSync(join(parser, name)));
  const read = (...path: string[]) => readFileSync(join(parser, ...path), 'utf8');

  it.each(namesIn('testfiles'))('%s is read as there', (name) => {
    const file = parseDockerfile(read('testfiles', name, 'Dockerfile'));
    expect(file.errors).toEqual([]);
    expect(dump(file.instructions)).toBe(read('testfiles', name, 'result'));
  });

  it.each(namesIn('testfiles-negative'))('%s is refused as there', (name) => {
    expect(parseDockerfile(read('testfiles-negative', name, 'Dockerfile')).errors).not.toEqual([]);
  });

  it('lines are counted as there', () => {
    const { instructions } = parseDockerfile(read('testfile-line', 'Dockerfile'));
    expect(instructions.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
      [5, 5],
      [11, 12],
      [17, 31],
    ]);
  });
});

describe.skipIf(folder === '')("BuildKit's tables of expansion", () => {
  const lines = (name: string) =>
    folder === '' ? [] : readFileSync(join(folder, 'buildkit/shell', name), 'utf8').split('\n');

  it('variables are expanded as there', () => {
    const variables = new Map([
      ['PWD', '/home'],
      ['SHELL', 'bash'],
      ['KOREAN', '한국어'],
      ['NULL', ''],
    ]);
    const rows = lines('envVarTest').flatMap((line) => {
      const [platform = '', source = '', expected = ''] = line.split('|').map((part) => part.trim());
      return line.startsWith('#') || (platform !== 'A' && platform !== 'U') ? [] : [{ source, expected }];
    });
    const got = rows.map(({ source }) => {
      const lexed = lex(source, variables, { escape: '\\' });
      return { source, expected: lexed.kind === 'expanded' ? lexed.text : 'error' };
    });
    expect(rows.length).toBeGreaterThan(100);
    expect(got).toEqual(rows);
  });

  it('words are split as there', () => {
    const variables = new Map<string, string>();
    const rows: [string, string[]][] = [];
    const got: [string, string[]][] = [];
    for (const line of lines('wordsTest').filter((text) => text !== '' && !text.startsWith('#'))) {
      if (line.startsWith('ENV ')) {
        const [name = '', ...value] = line.slice(4).trimStart().split('=');
        variables.set(name, value.join('='));
        continue;
      }
      const [source = '', expected = ''] = line.split('|');
      const lexed = lex(source.trim(), variables, { escape: '\\' });
      rows.push([source.trim(), expected.replace(/^ +/, '').split(',')]);
      got.push([source.trim(), lexed.kind === 'expanded' ? lexed.words.map(({ text }) => text) : ['error']]);
    }
    expect(rows.length).toBeGreaterThan(10);
    expect(got).toEqual(rows);
  });
});

const reference = z.object({
  file: z.string(),
  text: z.string(),
  escape: z.string().nullable(),
  error: z.string().nullable(),
  instructions: z.array(z.unknown()),
});

describe.skipIf(folder === '')('real Dockerfiles', () => {
  const files =
    folder === ''
      ? []
      : readFileSync(join(folder, 'dockerfiles.jsonl'), 'utf8')
          .trimEnd()
          .split('\n')
          .map((line) => reference.parse(JSON.parse(line)));

  it("are read as BuildKit's parser reads them", () => {
    const different = files.filter(({ text, escape: escapeCharacter, error, instructions }) => {
      const report = reportFile(parseDockerfile(text));
      if (error !== null) return report.errors[0]?.message !== error;
      const same = JSON.stringify(report.instructions) === JSON.stringify(instructions.map(withoutComments));
      return report.errors.length > 0 || report.escape !== escapeCharacter || !same;
    });
    expect(files.length).toBeGreaterThan(400);
    expect(different.map(({ file }) => file)).toEqual([]);
  });

  it('come back byte for byte from their tokens', () => {
    const lost = files.filter(({ text }) => {
      const tokens = tokenize(parseDockerfile(text));
      return tokens.map(({ start, end }) => text.slice(start, end)).join('') !== text;
    });
    expect(lost.map(({ file }) => file)).toEqual([]);
  });
});

/** BuildKit keeps comments above an instruction; for ONBUILD's there are none. */
function withoutComments(instruction: unknown): unknown {
  const { comments: _, ...rest } = z.looseObject({}).parse(instruction);
  return rest;
}

/** As `Node.Dump` of BuildKit's parser writes it. */
function dump(instructions: readonly Instruction[]): string {
  return `${instructions.map((instruction) => `(${dumpNode(instruction)})`).join('\n')}\n`;
}

function dumpNode(instruction: Instruction): string {
  const { keyword, flags, values, onbuild } = instruction;
  const parts = [keyword.toLowerCase()];
  if (flags.length > 0) parts.push(`[${flags.map(({ text }) => quote(text)).join(' ')}]`);
  if (onbuild !== null) parts.push(`(${dumpNode(onbuild)})`);
  else parts.push(...values.map(({ text }) => quote(text)));
  return parts.join(' ');
}

const goEscapes: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
};

/** `strconv.Quote` of Go, for what stands in these files. */
function quote(text: string): string {
  const escaped = text.replaceAll(/[\\"]/g, '\\$&');
  return `"${escaped.replaceAll(/\p{Cc}/gu, (character) => {
    return goEscapes[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  })}"`;
}
