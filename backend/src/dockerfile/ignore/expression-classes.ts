/** Whether a character is meant, by its code point. */
export type CharacterTest = (code: number) => boolean;

/** The characters from low to high, pair after pair. */
export function within(...ranges: readonly number[]): CharacterTest {
  const [low = 0, high = 0] = ranges;
  if (ranges.length === 2) return (code) => low <= code && code <= high;
  return (code) => {
    for (let i = 0; i < ranges.length; i += 2) {
      if ((ranges[i] ?? 0) <= code && code <= (ranges[i + 1] ?? 0)) return true;
    }
    return false;
  };
}

export function not(test: CharacterTest): CharacterTest {
  return (code) => !test(code);
}

function asciiIn(pattern: RegExp): CharacterTest {
  const found = Array.from({ length: 128 }, (_, code) => pattern.test(String.fromCharCode(code)));
  return (code) => found[code] === true;
}

export const isWordCharacter = asciiIn(/\w/);

/** What a letter after a backslash stands for; ASCII only, and without the vertical tab (Go, regexp/syntax). */
const perlClasses = new Map<string, CharacterTest>([
  ['d', asciiIn(/[0-9]/)],
  ['s', asciiIn(/[\t\n\f\r ]/)],
  ['w', isWordCharacter],
]);

export function perlClass(letter: string): CharacterTest | null {
  const plain = perlClasses.get(letter);
  if (plain !== undefined) return plain;
  const opposite = /^[DSW]$/.test(letter) ? perlClasses.get(letter.toLowerCase()) : undefined;
  return opposite === undefined ? null : not(opposite);
}

const namedClasses = new Map<string, CharacterTest>([
  ['alnum', asciiIn(/[0-9A-Za-z]/)],
  ['alpha', asciiIn(/[A-Za-z]/)],
  ['ascii', within(0, 0x7f)],
  ['blank', asciiIn(/[\t ]/)],
  ['cntrl', within(0, 0x1f, 0x7f, 0x7f)],
  ['digit', asciiIn(/[0-9]/)],
  ['graph', asciiIn(/[!-~]/)],
  ['lower', asciiIn(/[a-z]/)],
  ['print', asciiIn(/[ -~]/)],
  ['punct', asciiIn(/[!-/:-@[-`{-~]/)],
  ['space', asciiIn(/[\t\n\v\f\r ]/)],
  ['upper', asciiIn(/[A-Z]/)],
  ['word', isWordCharacter],
  ['xdigit', asciiIn(/[0-9A-Fa-f]/)],
]);

/** @param name as between `[:` and `:]` */
export function namedClass(name: string): CharacterTest | null {
  if (!name.startsWith('^')) return namedClasses.get(name) ?? null;
  const opposite = namedClasses.get(name.slice(1));
  return opposite === undefined ? null : not(opposite);
}

/** @param name as in `\p{name}`: a general category or a script */
export function unicodeClass(name: string): CharacterTest | null {
  if (name.startsWith('^')) {
    const opposite = unicodeClass(name.slice(1));
    return opposite === null ? null : not(opposite);
  }
  if (!/^[A-Za-z_]+$/.test(name)) return null;
  if (name === 'Any') return () => true;
  for (const property of ['General_Category', 'Script']) {
    try {
      const pattern = new RegExp(`^\\p{${property}=${name}}$`, 'u');
      return (code) => pattern.test(String.fromCodePoint(code));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return null;
}
