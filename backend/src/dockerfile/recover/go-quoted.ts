/**
 * Reads a list of strings as Go's `%q` prints it: `["/bin/sh" "-c" "echo \"a\""]`.
 * @returns null where the text is something else
 */
export function readGoStrings(text: string): string[] | null {
  const strings: string[] = [];
  let at = 1;
  if (text[0] !== '[') return null;
  while (text[at] !== ']') {
    if (text[at] === ' ' && strings.length > 0) at++;
    const read = readGoString(text, at);
    if (read === null) return null;
    strings.push(read.value);
    at = read.end;
  }
  return at === text.length - 1 ? strings : null;
}

/** The string that starts with the quote at `start` (Go specification, "String literals"). */
export function readGoString(text: string, start: number): { readonly value: string; readonly end: number } | null {
  if (text[start] !== '"') return null;
  let value = '';
  for (let at = start + 1; at < text.length; ) {
    if (text[at] === '"') return { value, end: at + 1 };
    if (text[at] !== '\\') {
      value += text[at++];
      continue;
    }
    const kind = text[at + 1] ?? '';
    const simple = simpleEscapes.get(kind);
    const digits = { x: 2, u: 4, U: 8 }[kind];
    if (simple !== undefined) {
      value += simple;
      at += 2;
    } else if (digits !== undefined) {
      const hex = text.slice(at + 2, at + 2 + digits);
      const code = /^[0-9a-f]+$/i.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : Infinity;
      if (code > 0x10ffff) return null;
      // \xff is a byte that is no UTF-8.
      value += kind === 'x' && code >= 0x80 ? String.fromCharCode(0xdc00 + code) : String.fromCodePoint(code);
      at += 2 + digits;
    } else return null;
  }
  return null;
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ['"', '"'],
  ["'", "'"],
]);
