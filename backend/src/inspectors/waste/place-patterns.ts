import type { PathNode } from '../../image/merge.ts';
import type { PathTable } from '../../paths/path-table.ts';

/**
 * Patterns of paths. `/var/log` is that path, `.npm/_logs` ends any path. A segment may have one `*` for any
 * characters: `*.js.map`, `python3.*`; alone it is any name. Names are ASCII and compared byte by byte.
 */
export interface PlacePattern {
  /** Place of the kind that it is of. */
  readonly kind: number;
  readonly name: Segment;
  /** The segments before the name, the nearest first. */
  readonly above: readonly Segment[];
  /** Whether nothing but the root may be above them. */
  readonly anchored: boolean;
}

interface Segment {
  readonly start: string;
  /** Null where the segment is `start` and nothing else. */
  readonly end: string | null;
}

/** Finds the pattern that a path fits, by its last name: one lookup for the many that fit none. */
export class PlacePatterns {
  readonly #paths: PathTable;
  readonly #byName = new Map<string, PlacePattern[]>();
  readonly #byExtension = new Map<string, PlacePattern[]>();
  /** Patterns whose name ends or, where it has no end, starts with that character. */
  readonly #byLast = new Map<number, PlacePattern[]>();
  readonly #byFirst = new Map<number, PlacePattern[]>();
  /** By the last two bytes of a name, and by its first: whether it is worth a look. */
  readonly #endsWorth = new Uint8Array(1 << 16);
  readonly #startsWorth = new Uint8Array(1 << 8);

  /**
   * @param patterns by kind. Of several that a path fits, exact names come before those with `*`, then lower kinds
   * @param names more that are worth a look
   */
  constructor(paths: PathTable, patterns: readonly (readonly string[])[], names: Iterable<string>) {
    this.#paths = paths;
    patterns.forEach((ofKind, kind) => {
      for (const text of ofKind) this.#add(parsePattern(text, kind));
    });
    for (const name of names) this.#endIsWorth(name);
  }

  /** Whether a name may fit any pattern. Says no to most, and without making text of them. */
  isWorth(name: Uint8Array): boolean {
    const { length } = name;
    const end = ((name[length - 2] ?? 0) << 8) | (name[length - 1] ?? 0);
    return this.#endsWorth[end] === 1 || this.#startsWorth[name[0] ?? 0] === 1;
  }

  /**
   * @param name the node's own name as Latin-1
   * @param accepts asked in order until it says yes
   * @returns the kind, or -1
   */
  find(node: PathNode, name: string, accepts: (kind: number) => boolean): number {
    const exact = this.#byName.get(name);
    const dot = name.lastIndexOf('.');
    const lists = [
      exact,
      dot === -1 ? undefined : this.#byExtension.get(name.slice(dot)),
      this.#byLast.get(name.charCodeAt(name.length - 1)),
      this.#byFirst.get(name.charCodeAt(0)),
    ];
    for (const list of lists) {
      if (list === undefined) continue;
      for (const pattern of list) {
        if (fits(pattern.name, name) && this.#fitsAbove(pattern, node) && accepts(pattern.kind)) return pattern.kind;
      }
    }
    return -1;
  }

  #add(pattern: PlacePattern): void {
    const { start, end } = pattern.name;
    if (end === '') this.#startsWorth[start.charCodeAt(0)] = 1;
    else this.#endIsWorth(end ?? start);
    if (end === null) push(this.#byName, start, pattern);
    else if (end.includes('.')) push(this.#byExtension, end.slice(end.lastIndexOf('.')), pattern);
    else if (end !== '') push(this.#byLast, end.charCodeAt(end.length - 1), pattern);
    else if (start !== '') push(this.#byFirst, start.charCodeAt(0), pattern);
    else throw new RangeError('a pattern must say something of the last name');
  }

  #endIsWorth(end: string): void {
    const last = end.charCodeAt(end.length - 1);
    if (end.length > 1) this.#endsWorth[(end.charCodeAt(end.length - 2) << 8) | last] = 1;
    else for (let before = 0; before < 256; before++) this.#endsWorth[(before << 8) | last] = 1;
  }

  #fitsAbove({ above, anchored }: PlacePattern, node: PathNode): boolean {
    let at = this.#paths.parent(node);
    for (const segment of above) {
      if (at <= 0 || !fits(segment, latin1Name(this.#paths, at))) return false;
      at = this.#paths.parent(at);
    }
    return !anchored || at === 0;
  }
}

function parsePattern(text: string, kind: number): PlacePattern {
  const anchored = text.startsWith('/');
  const [name, ...above] = text
    .split('/')
    .filter((segment) => segment !== '')
    .map(parseSegment)
    .reverse();
  if (name === undefined) throw new RangeError(`no pattern: ${text}`);
  return { kind, name, above, anchored };
}

function parseSegment(text: string): Segment {
  const star = text.indexOf('*');
  if (star !== text.lastIndexOf('*')) throw new RangeError(`more than one * in a segment: ${text}`);
  return star === -1 ? { start: text, end: null } : { start: text.slice(0, star), end: text.slice(star + 1) };
}

function fits({ start, end }: Segment, name: string): boolean {
  if (end === null) return name === start;
  return name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end);
}

function push<K>(map: Map<K, PlacePattern[]>, key: K, pattern: PlacePattern): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [pattern]);
  else list.push(pattern);
}

/** A name with a character for each byte: quick to make, and bytes that are not UTF-8 need no thought. */
export function latin1Name(paths: PathTable, node: PathNode): string {
  return latin1(paths.name(node));
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
