import { isSpace, isWordSpace } from './characters.ts';
import { quoted } from './error-list.ts';
import { type JoinedLine, valueIn } from './joined-line.ts';
import { readJsonArray } from './json-array.ts';
import type { EscapeCharacter, Value } from './syntax.ts';

export interface ArgumentsRead {
  readonly values: readonly Value[];
  readonly json: boolean;
  readonly problem: ArgumentProblem | null;
}

interface ArgumentProblem {
  readonly message: string;
  readonly hint: string;
  /** The part of the joined line that is wrong. */
  readonly start: number;
  readonly end: number;
}

/** Reads `line.text[start, end)`, the arguments without the white space around. */
type Reader = (line: JoinedLine, start: number, end: number, escapeCharacter: EscapeCharacter) => ArgumentsRead;

const readers: Readonly<Record<string, Reader>> = {
  ADD: jsonOrWords,
  ARG: definitions,
  CMD: jsonOrWhole,
  COPY: jsonOrWords,
  ENTRYPOINT: jsonOrWhole,
  ENV: pairs('ENV'),
  EXPOSE: words,
  FROM: words,
  HEALTHCHECK: healthcheck,
  LABEL: pairs('LABEL'),
  MAINTAINER: whole,
  ONBUILD: () => nothing,
  RUN: jsonOrWhole,
  SHELL: jsonOrWhole,
  STOPSIGNAL: whole,
  USER: whole,
  VOLUME: jsonOrWords,
  WORKDIR: whole,
};

const nothing: ArgumentsRead = { values: [], json: false, problem: null };

/** What BuildKit's parser makes of an instruction's arguments. Those of a word that it does not know are left out. */
export function readArguments(
  name: string,
  line: JoinedLine,
  start: number,
  end: number,
  escapeCharacter: EscapeCharacter,
): ArgumentsRead {
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (reader === undefined) return read([valueIn(line, start, start)]);
  return reader(line, start, end, escapeCharacter);
}

/** Whether what is no JSON is one argument, white space and all. */
export function takesOne(name: string): boolean {
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  return reader === whole || reader === jsonOrWhole;
}

function read(values: readonly Value[], json = false): ArgumentsRead {
  return { values, json, problem: null };
}

function whole(line: JoinedLine, start: number, end: number): ArgumentsRead {
  return start === end ? nothing : read([valueIn(line, start, end)]);
}

function words(line: JoinedLine, start: number, end: number): ArgumentsRead {
  const values: Value[] = [];
  for (let at = start; at < end; ) {
    const wordStart = at;
    while (at < end && !isWordSpace(line.text.charCodeAt(at))) at++;
    values.push(valueIn(line, wordStart, at));
    while (at < end && isWordSpace(line.text.charCodeAt(at))) at++;
  }
  return read(values);
}

function jsonOrWhole(line: JoinedLine, start: number, end: number): ArgumentsRead {
  return jsonOr(whole, line, start, end);
}

function jsonOrWords(line: JoinedLine, start: number, end: number): ArgumentsRead {
  return jsonOr(words, line, start, end);
}

function jsonOr(
  otherwise: (line: JoinedLine, start: number, end: number) => ArgumentsRead,
  line: JoinedLine,
  start: number,
  end: number,
): ArgumentsRead {
  if (line.text[start] !== '[') return otherwise(line, start, end);
  const array = readJsonArray(line, start, end);
  if (array.kind === 'strings') return read(array.values, true);
  const rest = otherwise(line, start, end);
  if (array.kind === 'none') return rest;
  const problem = {
    message: 'when using JSON array syntax, arrays must be comprised of strings only',
    hint: 'Put every element in double quotes.',
    start,
    end,
  };
  return { ...rest, problem };
}

function healthcheck(line: JoinedLine, start: number, end: number): ArgumentsRead {
  let at = start;
  while (at < end && !isByteSpace(line.text.charCodeAt(at))) at++;
  if (at === start) return read([]);
  const type = valueIn(line, start, at);
  while (at < end && isByteSpace(line.text.charCodeAt(at))) at++;
  const command = jsonOrWhole(line, at, end);
  return { ...command, values: [type, ...command.values] };
}

/** BuildKit looks at single bytes here, so that only ASCII separates. */
function isByteSpace(unit: number): boolean {
  return unit < 0x80 && isSpace(unit);
}

function definitions(line: JoinedLine, start: number, end: number, escapeCharacter: EscapeCharacter): ArgumentsRead {
  return read(quotedWords(line.text, start, end, escapeCharacter).map((word) => valueIn(line, word.start, word.end)));
}

function pairs(name: string): Reader {
  return (line, start, end, escapeCharacter) => {
    const found = quotedWords(line.text, start, end, escapeCharacter);
    const [first] = found;
    if (first === undefined) return read([]);
    if (!line.text.slice(first.start, first.end).includes('=')) return oldPair(name, line, start, end);
    return newPairs(line, found);
  };
}

/** `ENV name=value name2="value 2"`. */
function newPairs(line: JoinedLine, found: readonly Word[]): ArgumentsRead {
  const values: Value[] = [];
  let problem: ArgumentProblem | null = null;
  for (const { start, end } of found) {
    const word = line.text.slice(start, end);
    const equals = word.indexOf('=');
    if (equals === -1) {
      problem ??= {
        message: `Syntax error - can't find = in ${quoted(word)}. Must be of the form: name=value`,
        hint: 'Put values with spaces in double quotes.',
        start,
        end,
      };
      continue;
    }
    const at = start + equals;
    values.push(valueIn(line, start, at), valueIn(line, at + 1, end), valueIn(line, at, at + 1));
  }
  return { values, json: false, problem };
}

/** `ENV name value with spaces`. */
function oldPair(instruction: string, line: JoinedLine, start: number, end: number): ArgumentsRead {
  let nameEnd = start;
  while (nameEnd < end && !isWordSpace(line.text.charCodeAt(nameEnd))) nameEnd++;
  let at = nameEnd;
  while (at < end && isWordSpace(line.text.charCodeAt(at))) at++;
  const name = valueIn(line, start, nameEnd);
  if (nameEnd < end) return read([name, valueIn(line, at, end), valueIn(line, nameEnd, nameEnd)]);
  const message = `${instruction} must have two arguments`;
  return { ...read([name]), problem: { message, hint: 'Write name=value.', start, end } };
}

interface Word {
  readonly start: number;
  readonly end: number;
}

/** Words in which quotes and escapes keep white space, with both still in; an escape at the very end is dropped. */
function quotedWords(text: string, start: number, end: number, escapeCharacter: EscapeCharacter): Word[] {
  const found: Word[] = [];
  let wordStart = -1;
  let wordEnd = start;
  let quote = '';
  for (let at = start; at < end; at++) {
    const character = text.charAt(at);
    if (quote === '' && isSpace(text.charCodeAt(at))) {
      if (wordStart !== -1) found.push({ start: wordStart, end: at });
      wordStart = -1;
      continue;
    }
    const escapes = character === escapeCharacter && quote !== "'";
    if (escapes && at + 1 === end) break;
    if (wordStart === -1) wordStart = at;
    if (escapes) at++;
    else if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    wordEnd = at + 1;
  }
  if (wordStart !== -1) found.push({ start: wordStart, end: wordEnd });
  return found;
}
