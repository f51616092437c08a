import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportFile } from '../node-report.ts';
import type { Dockerfile } from '../syntax.ts';

/** A Dockerfile, and what should be read in it. */
export interface Case {
  readonly title: string;
  readonly text: string;
  /** As `describeFile` says it. */
  readonly expected: string;
}

const characters: Readonly<Record<string, string>> = {
  BOM: '\ufeff',
  CR: '\r',
  FF: '\f',
  NBSP: '\u00a0',
  TAB: '\t',
  VT: '\v',
};

/**
 * The cases of a folder, by file. Each has a title, the Dockerfile, `==` and what is read; `----` is between them.
 * `<CR>` and the like stand for what an editor would not show, `<Bff>` for a byte that is no UTF-8, and `<END>` for the
 * end of a file that has no line end there.
 */
export function readCases(folder: string): Record<string, Case[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.txt'));
  return Object.fromEntries(files.map((file) => [file, splitCases(readFileSync(join(folder, file), 'utf8'))]));
}

function splitCases(text: string): Case[] {
  return text.split(/^----\n/m).map((part) => {
    const [before = '', expected = ''] = part.split(/^==\n/m);
    const titleEnd = before.indexOf('\n');
    const title = before.slice(2, titleEnd);
    const input = before.slice(titleEnd + 1);
    return { title, text: withCharacters(input), expected };
  });
}

function withCharacters(text: string): string {
  return text
    .replace(/<END>\n$/, '')
    .replaceAll(/<(BOM|CR|FF|NBSP|TAB|VT)>/g, (_, name: string) => characters[name] ?? '')
    .replaceAll(/<B([0-9a-f]{2})>/g, (_, hex: string) => String.fromCharCode(0xdc00 + Number.parseInt(hex, 16)));
}

/** One line for each instruction: lines, keyword, `{flags}`, values, heredocs, and the instruction behind ONBUILD. */
export function describeFile(file: Dockerfile): string {
  const { escape: escapeCharacter, instructions, errors } = reportFile(file);
  const lines = [
    ...(escapeCharacter === '\\' ? [] : [`escape ${escapeCharacter}`]),
    ...instructions.map(({ keyword, start, end, flags, values, json, heredocs, onbuild }) =>
      [
        start === end ? `${start}` : `${start}-${end}`,
        describeNode(keyword, flags, values, json),
        ...(heredocs ?? []).map(
          ({ Name, Content, Chomp, Expand }) =>
            `<<${Chomp ? '-' : ''}${Expand ? Name : `'${Name}'`} ${JSON.stringify(Content)}`,
        ),
        ...describeTrigger(onbuild),
      ].join(' '),
    ),
    ...errors.map(({ line, column, message, hint }) => `! ${line}:${column} ${message}${hint ? ` | ${hint}` : ''}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

type Node = ReturnType<typeof reportFile>['instructions'][number]['onbuild'];

function describeTrigger(node: Node): string[] {
  if (node === null) return [];
  return ['>', describeNode(node.Value, node.Flags, node.Vals, node.JSON), ...describeTrigger(node.Sub)];
}

function describeNode(
  keyword: string,
  flags: readonly string[] | null,
  values: readonly string[] | null,
  json: boolean,
): string {
  const parts = [keyword];
  if (flags?.length) parts.push(`{${flags.join(' ')}}`);
  if (values !== null || json) parts.push(`${json ? 'json' : ''}${JSON.stringify(values ?? [])}`);
  return parts.join(' ');
}
