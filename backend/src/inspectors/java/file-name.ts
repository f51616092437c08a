/** What `name-1.2.3-classifier.jar` tells. */
export interface FileName {
  /** Without folders and extension. */
  readonly stem: string;
  readonly name: string;
  readonly version: string | null;
}

const number = /^\d[\w.+]*$/;
const qualifier =
  /^(?:alpha|beta|rc|cr|m|snapshot|release|final|ga|sp|jre|android|incubating|pre|preview|dev|b)[\d.]*$/i;

/** @param told the version that the archive itself tells: where the name has it, there it is cut */
export function splitFileName(path: string, told?: string): FileName {
  const stem = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
  const at = told === undefined ? -1 : `${stem}-`.indexOf(`-${told}-`);
  if (told !== undefined && at > 0) return { stem, name: stem.slice(0, at), version: told };

  const parts = stem.split('-');
  const last = parts.findLastIndex((part) => number.test(part));
  if (last < 1) return { stem, name: stem, version: null };
  let first = last;
  while (first > 1 && number.test(parts[first - 1] ?? '')) first--;
  let end = last + 1;
  while (end < parts.length && qualifier.test(parts[end] ?? '')) end++;
  return { stem, name: parts.slice(0, first).join('-'), version: parts.slice(first, end).join('-') };
}
