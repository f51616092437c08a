/**
 * JSON in ASCII alone: it comes through whole where output is cut into pieces anywhere, or read in another encoding.
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Room for one list of the document: enough for hundreds of common paths, and for some of the longest. */
export const listCharacters = 200_000;

/** The first items, as many as fit; paths may be long, and each of their bytes six characters. */
export function withinCharacters<Item>(items: readonly Item[], characters: number): Item[] {
  const fitting: Item[] = [];
  let left = characters;
  for (const item of items) {
    left -= asciiJson(item).length;
    if (left < 0) break;
    fitting.push(item);
  }
  return fitting;
}
