import type { EscapeCharacter, Instruction } from '../syntax.ts';
import { readGoStrings } from './go-quoted.ts';
import type { WrittenInstruction } from './history-line.ts';
import {
  fits,
  isLiteral,
  joinPatterns,
  jsonPattern,
  literal,
  squeezed,
  type WordPattern,
  wordPattern,
} from './word-pattern.ts';

/** `weak`: nothing speaks against it, but the history does not hold what tells it from others of its kind. */
export type Fit = 'yes' | 'weak' | 'no';

export interface FitContext {
  readonly escapeCharacter: EscapeCharacter;
  /** Words of the SHELL in force, with spaces between; null where it is the base's and not known. */
  readonly shell: string | null;
}

/**
 * Whether a history line may have been written for this instruction. Variables may have had any value.
 */
export function instructionFits(instruction: Instruction, written: WrittenInstruction, context: FitContext): Fit {
  if (instruction.name !== written.name) return 'no';
  const { rest } = written;
  switch (instruction.name) {
    case 'RUN':
      return sure(runFits(instruction, written, context));
    case 'COPY':
    case 'ADD':
      return copyFits(instruction, written, context);
    case 'WORKDIR':
      return workdirFits(instruction, rest, context);
    case 'ENV':
    case 'LABEL':
      return sure(fits(pairsPattern(instruction, context), rest));
    case 'ARG':
      return sure(fits(argPattern(instruction), rest));
    case 'CMD':
    case 'ENTRYPOINT':
      return sure(commandFits(instruction, rest));
    case 'USER':
    case 'STOPSIGNAL':
      return sure(fits(wordsPattern(instruction, context), rest));
    case 'VOLUME':
    case 'SHELL':
      return sure(fits(joinPatterns([literal('['), wordsPattern(instruction, context), literal(']')], ''), rest));
    case 'MAINTAINER':
      return sure(fits(literal(instruction.argument.text), rest));
    case 'ONBUILD':
      return sure(fits(literal(instruction.argument.text), rest));
    // Ports are sorted and spelled out, health checks printed as Go holds them.
    default:
      return 'weak';
  }
}

function sure(fit: boolean): Fit {
  return fit ? 'yes' : 'no';
}

/** The history has build arguments, then shell and command. */
function runFits(instruction: Instruction, written: WrittenInstruction, { shell }: FitContext): boolean {
  const rest = squeezed(written.rest).trim();
  const command = squeezed(commandOf(instruction)).trim();
  if (!rest.endsWith(command)) return false;
  const before = rest.slice(0, rest.length - command.length);
  if (instruction.json)
    return written.argCount === 0 ? before === '' : /^[A-Za-z_]\w*=/.test(before) && !/ -c $/.test(before);
  const prefix = shell === null ? anyShell.exec(before.slice(-maxShellLength))?.[0] : `${squeezed(shell)} `;
  if (prefix === undefined || !before.endsWith(prefix)) return false;
  const args = before.slice(0, before.length - prefix.length);
  return written.argCount === 0 ? args === '' : args.endsWith(' ');
}

/** `/bin/sh -c `, `/bin/bash -o pipefail -c `, `cmd /S /C ` */
const anyShell = /(?:\/|[A-Za-z]:)?[\w./\\-]+(?: [-/][\w-]+| pipefail)+ $/;
const maxShellLength = 200;

/** What the shell got to see, heredocs and all (BuildKit, dockerfile2llb/convert.go, dispatchRun). */
export function commandOf({ json, values, argument, heredocs }: Instruction): string {
  if (json) return values.map(({ text }) => text).join(' ');
  const [only] = heredocs;
  if (only === undefined) return argument.text;
  if (/^<<-?(["']?)[^\s"'<]+\1$/.test(argument.text.trim())) {
    const content = only.chomp ? only.content.replaceAll(/^\t+/gm, '') : only.content;
    return content.startsWith('#!') ? `/dev/pipes/${only.name}` : content;
  }
  return `${argument.text}${heredocs.map(({ content, name }) => `\n${content}${name}`).join('')}`;
}

function copyFits(instruction: Instruction, { builder, rest }: WrittenInstruction, context: FitContext): Fit {
  const sources = instruction.values.slice(0, -1);
  const target = instruction.values.at(-1);
  if (target === undefined) return 'no';
  const pattern = (text: string) => (instruction.json ? jsonPattern(text) : wordPattern(text, context.escapeCharacter));
  const hashed = /^(?:--chown=\S*?)?(?:file|dir|multi):[0-9a-f]{64} in ([\s\S]*)$/.exec(rest);
  if (builder === 'classic' && hashed !== null) {
    return fits(pattern(target.text), (hashed[1] ?? '').trim()) ? 'weak' : 'no';
  }
  const written = rest.replace(/^(?:--(?:chown=\S+|chmod=\S+|parents) )+/, '');
  const isHeredoc = (text: string) => instruction.heredocs.length > 0 && text.startsWith('<<');
  const words = [
    ...sources.filter(({ text }) => !isHeredoc(text)).map(({ text }) => pattern(text)),
    ...instruction.heredocs.map(({ name }) => literal(`<<${name}`)),
    pattern(target.text),
  ];
  return sure(fits(joinPatterns(words, ' '), written));
}

/** The history has absolute paths, cleaned. */
function workdirFits(instruction: Instruction, rest: string, { escapeCharacter }: FitContext): Fit {
  const pattern = wordPattern(instruction.argument.text, escapeCharacter);
  const path = (pattern[0] ?? '').replace(/\/+$/, '');
  if (!isLiteral(pattern) || /(^|\/)\.{1,2}(\/|$)|\/\/|\\/.test(path)) return 'weak';
  const written = rest.replace(/(.)\/+$/, '$1');
  if (path.startsWith('/') || path === '') return sure(written === (path || '/'));
  return sure(written.endsWith(`/${path}`));
}

/** `A=1 B=two words`: values stand there without quotes. */
function pairsPattern({ values }: Instruction, { escapeCharacter }: FitContext): WordPattern {
  const pairs: WordPattern[] = [];
  for (let i = 0; i + 1 < values.length; i += 3) {
    const [name, value] = [values[i]?.text ?? '', values[i + 1]?.text ?? ''];
    pairs.push(joinPatterns([wordPattern(name, escapeCharacter), wordPattern(value, escapeCharacter)], '='));
  }
  return joinPatterns(pairs, ' ');
}

/** Values may have been given from outside, or were not set at all. */
function argPattern({ values }: Instruction): WordPattern {
  const names = values.map(({ text }) => text.split('=', 1)[0] ?? '');
  return joinPatterns(
    names.map((name) => [name, '']),
    ' ',
  );
}

function wordsPattern({ values, json }: Instruction, { escapeCharacter }: FitContext): WordPattern {
  return joinPatterns(
    values.map(({ text }) => (json ? jsonPattern(text) : wordPattern(text, escapeCharacter))),
    ' ',
  );
}

function commandFits({ values, json, argument }: Instruction, rest: string): boolean {
  const written = readGoStrings(rest);
  if (written === null) return false;
  if (json) return written.length === values.length && values.every(({ text }, i) => text === written[i]);
  return squeezed(written.at(-1) ?? '').trim() === squeezed(argument.text).trim();
}
