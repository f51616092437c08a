import { readHeredocWord } from '../heredoc-words.ts';
import type { Instruction, Range } from '../syntax.ts';

export interface ExpandedText extends Range {
  readonly text: string;
  /** Of a heredoc, in which quotes are characters like others. */
  readonly heredoc: boolean;
}

/** Flags in which variables are expanded. */
const flags: Readonly<Record<string, ReadonlySet<string>>> = {
  ADD: new Set(['chown', 'chmod', 'checksum']),
  COPY: new Set(['chown', 'chmod']),
  RUN: new Set(['mount']),
};

/** The pieces of an instruction in which the builder itself expands variables, except the defaults of ARG. */
export function expandedTexts(instruction: Instruction): ExpandedText[] {
  return [...flagTexts(instruction), ...argumentTexts(instruction), ...heredocTexts(instruction)];
}

function flagTexts(instruction: Instruction): ExpandedText[] {
  const expanded = Object.hasOwn(flags, instruction.name) ? flags[instruction.name] : undefined;
  return instruction.flags.flatMap(({ name, value, start, end }) =>
    value !== null && expanded?.has(name) ? [{ text: value, start, end, heredoc: false }] : [],
  );
}

function argumentTexts({ name, values }: Instruction): ExpandedText[] {
  switch (name) {
    case 'ENV':
    case 'LABEL':
      return values.filter((_, i) => i % 3 !== 2).map(plain);
    case 'ADD':
    case 'COPY':
      return values.filter(({ text }) => typeof (readHeredocWord(text) ?? '') === 'string').map(plain);
    case 'STOPSIGNAL':
    case 'USER':
    case 'VOLUME':
    case 'WORKDIR':
      return values.map(plain);
    default:
      return [];
  }
}

function plain({ text, start, end }: Range & { readonly text: string }): ExpandedText {
  return { text, start, end, heredoc: false };
}

function heredocTexts({ name, heredocs }: Instruction): ExpandedText[] {
  if (name !== 'COPY' && name !== 'ADD') return [];
  return heredocs.flatMap(({ expand, chomp, content, body }) =>
    expand ? [{ text: chomp ? content.replaceAll(/^\t+/gm, '') : content, ...body, heredoc: true }] : [],
  );
}
