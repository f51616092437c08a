/**
 * Whether Docker takes a pattern for malformed before it matches anything with it. It asks Go's `filepath.Match` whether
 * the pattern fits the path `.`, and looks only at whether that complains; Go stops reading where it knows that the
 * path does not fit, so that of most patterns only what is ahead of the second `*` is looked at.
 */
export function isMalformed(pattern: string): boolean {
  const first = nextChunk(pattern, 0);
  if (first.text === '') return false;
  const elements = elementsOf(first.text);
  if (elements === null) return true;
  const fitsDot = elements.length === 1 && elements[0]?.fitsDot === true;
  if (!fitsDot || first.end === pattern.length) return false;
  const second = nextChunk(pattern, first.end);
  return second.text !== '' && elementsOf(second.text) === null;
}

interface Chunk {
  /** What is between one run of `*` and the next. */
  readonly text: string;
  readonly end: number;
}

function nextChunk(pattern: string, from: number): Chunk {
  let start = from;
  while (pattern[start] === '*') start++;
  let inClass = false;
  for (let i = start; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === '\\') i++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '*' && !inClass) return { text: pattern.slice(start, i), end: i };
  }
  return { text: pattern.slice(start), end: pattern.length };
}

interface Element {
  readonly fitsDot: boolean;
}

/** The elements of a chunk, each of which speaks of one character; null where one is malformed. */
function elementsOf(chunk: string): Element[] | null {
  const elements: Element[] = [];
  const characters = Array.from(chunk);
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i];
    if (character === '[') {
      const read = readClass(characters, i + 1);
      if (read === null) return null;
      elements.push({ fitsDot: read.fitsDot });
      i = read.end;
    } else if (character === '\\') {
      if (++i === characters.length) return null;
      elements.push({ fitsDot: characters[i] === '.' });
    } else elements.push({ fitsDot: character === '.' || character === '?' });
  }
  return elements;
}

/** @returns where the closing bracket is */
function readClass(characters: readonly string[], start: number): { fitsDot: boolean; end: number } | null {
  let at = start;
  const negated = characters[at] === '^';
  if (negated) at++;
  let found = false;
  for (let ranges = 0; characters[at] !== ']' || ranges === 0; ranges++) {
    const low = readClassCharacter(characters, at);
    if (low === null) return null;
    let high = low;
    if (characters[low.end] === '-') {
      const read = readClassCharacter(characters, low.end + 1);
      if (read === null) return null;
      high = read;
    }
    found ||= low.code <= dot && dot <= high.code;
    at = high.end;
  }
  return { fitsDot: found !== negated, end: at };
}

const dot = 0x2e;

function readClassCharacter(characters: readonly string[], start: number): { code: number; end: number } | null {
  const first = characters[start];
  if (first === undefined || first === '-' || first === ']') return null;
  const at = first === '\\' ? start + 1 : start;
  const code = characters[at]?.codePointAt(0);
  // A class that ends with the chunk has no closing bracket. Lone surrogates are bytes that are not UTF-8.
  if (code === undefined || at + 1 === characters.length || (code >= 0xd800 && code <= 0xdfff)) return null;
  return { code, end: at + 1 };
}
