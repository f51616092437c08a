/** Writes a value so that BuildKit reads it back as it is, with nothing expanded. Line ends cannot be written. */
export function quoteWord(value: string): string {
  if (/^[\w./:@%+,=-]+$/.test(value)) return value;
  return `"${value.replaceAll(/["\\$]/g, '\\$&')}"`;
}

/** For instructions that take the rest of the line as one value and expand variables in it. */
export function escapeRest(value: string): string {
  return value.replaceAll(/["'\\$]/g, '\\$&');
}

/** A JSON form, as people write it. */
export function jsonForm(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}

/**
 * Takes `A=1 B=two words` apart, where spaces in values are not marked.
 * @param known final values by name, `null` where only the name is known
 * @param others whether other names are as likely; else they are taken only at the beginning
 * @returns null where it does not begin with a name
 */
export function splitPairs(
  text: string,
  known: ReadonlyMap<string, string | null>,
  others = false,
): [string, string][] | null {
  if (known.size > maxNames || text.length > maxLength) return null;
  const names = [...known.keys()].sort((a, b) => b.length - a.length);
  const pairs: [string, string][] = [];
  for (let at = 0; at < text.length; ) {
    const name = nameAt(text, at, names);
    if (name === null) return null;
    const start = at + name.length + 1;
    const end = valueEnd(text, start, known.get(name) ?? null, names, others);
    pairs.push([name, text.slice(start, end)]);
    at = end + 1;
  }
  return pairs.length === 0 ? null : pairs;
}

const maxNames = 1000;
const maxLength = 100_000;

function nameAt(text: string, at: number, names: readonly string[]): string | null {
  const found = names.find((name) => text.startsWith(`${name}=`, at));
  if (found !== undefined) return found;
  anyName.lastIndex = at;
  return anyName.exec(text)?.[1] ?? null;
}

const anyName = /([A-Za-z_][\w.-]*)=/y;

/** Where the value is known and stands there, its end; else the next place where a name begins. */
function valueEnd(
  text: string,
  start: number,
  value: string | null,
  names: readonly string[],
  others: boolean,
): number {
  if (value !== null && text.startsWith(value, start)) {
    const end = start + value.length;
    if (end === text.length || (text[end] === ' ' && nameAt(text, end + 1, names) !== null)) return end;
  }
  for (let space = text.indexOf(' ', start); space !== -1; space = text.indexOf(' ', space + 1)) {
    const begins = names.some((name) => text.startsWith(`${name}=`, space + 1));
    if (begins || (others && nameAt(text, space + 1, []) !== null)) return space;
  }
  return text.length;
}
