import { encodeName } from '../paths/path-bytes.ts';
import { type JoinedLine, rangeIn } from './joined-line.ts';
import type { EscapeCharacter, Flag } from './syntax.ts';

const none: readonly Flag[] = [];

interface FlagsRead {
  readonly flags: readonly Flag[];
  /** Where in the line the arguments start, white space before them included. */
  readonly rest: number;
}

interface Word {
  /** Without quotes and escapes. */
  readonly text: string;
  readonly end: number;
  /** Where the value starts in the line; -1 where there is no `=`. */
  readonly valueStart: number;
}

/**
 * Reads the flags `--name=value` that stand before the arguments; `--` alone ends them.
 * BuildKit reads them byte by byte: what is not ASCII comes out as one character for each byte, as it does there.
 * @param from where in the line to start
 * @param end where the line ends, without the white space there
 */
export function readFlags(line: JoinedLine, from: number, end: number, escapeCharacter: EscapeCharacter): FlagsRead {
  const text = end === line.text.length ? line.text : line.text.slice(0, end);
  let at = skipByteSpace(text, from);
  if (!text.startsWith('--', at)) return { flags: none, rest: at };
  const flags: Flag[] = [];
  while (text.startsWith('--', at)) {
    const word = readWord(text, at, escapeCharacter);
    if (word.text === '--') return { flags, rest: word.end };
    flags.push(flagOf(line, at, word));
    at = skipByteSpace(text, word.end);
  }
  return { flags, rest: at };
}

function readWord(line: string, start: number, escapeCharacter: EscapeCharacter): Word {
  let text = '';
  let quote = '';
  let valueStart = -1;
  let at = start;
  for (; at < line.length; at++) {
    let character = line.charAt(at);
    if (quote === '' && isByteSpace(character)) break;
    if (quote === '' ? character === '"' || character === "'" : character === quote) {
      quote = quote === '' ? character : '';
      continue;
    }
    if (character === escapeCharacter) {
      if (at + 1 === line.length) continue;
      character = line.charAt(++at);
    }
    if (character === '=' && valueStart === -1) valueStart = at + 1;
    if (character < '\u0080') {
      text += character;
      continue;
    }
    const width = (line.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    const bytes = bytesOf(line.slice(at, at + width));
    const space = quote === '' ? bytes.search(/[\u0085\u00a0]/) : -1;
    text += space === -1 ? bytes : bytes.slice(0, space);
    at += width - 1;
    if (space !== -1) return { text, end: at + 1, valueStart };
  }
  return { text, end: at, valueStart };
}

function flagOf(line: JoinedLine, start: number, { text, end, valueStart }: Word): Flag {
  const range = rangeIn(line, start, end);
  const equals = text.indexOf('=');
  if (equals === -1) return { ...range, text, name: text.slice(2), value: null, valueRange: null };
  const valueRange = rangeIn(line, valueStart, end);
  return { ...range, text, name: text.slice(2, equals), value: text.slice(equals + 1), valueRange };
}

function bytesOf(character: string): string {
  return Buffer.from(encodeName(character)).toString('latin1');
}

function skipByteSpace(text: string, from: number): number {
  let at = from;
  while (isByteSpace(text.charAt(at))) at++;
  return at;
}

/** White space among the bytes: ASCII's, and the single bytes 0x85 and 0xA0. */
function isByteSpace(character: string): boolean {
  const unit = character.charCodeAt(0);
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || unit === 0xdc85 || unit === 0xdca0;
}
