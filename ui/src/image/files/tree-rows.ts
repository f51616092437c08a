import type { TreeEntry } from '@aligera/backend/src/answers.ts';
import { pageSize } from '../../api/contents.ts';
import { entryAt, type PagedList } from '../../api/paged-lists.ts';

export interface TreeRow {
  /** The folder whose level this row is in. */
  readonly level: string;
  /** Place in that level, and how many it has. */
  readonly index: number;
  readonly siblings: number;
  readonly depth: number;
  /** Undefined while its page is not there. */
  readonly entry: TreeEntry | undefined;
}

interface Run {
  readonly start: number;
  readonly level: string;
  readonly from: number;
  readonly count: number;
  readonly siblings: number;
  readonly depth: number;
}

export interface TreeRows {
  readonly count: number;
  readonly at: (row: number) => TreeRow | undefined;
  /** Row of an entry that is there; null for one that is not. */
  readonly rowOf: (path: string) => number | null;
  /** Levels that are open: each wants at least its first page. */
  readonly levels: readonly string[];
}

type Levels = ReadonlyMap<string, PagedList<TreeEntry>>;

/**
 * The open part of a tree as one list of rows, without an object for each: a level is a few runs of rows, cut where a
 * folder is open. A level of 10,000 entries costs as much as one of 10.
 */
export function treeRows(root: string, levels: Levels, expanded: ReadonlySet<string>): TreeRows {
  const runs: Run[] = [];
  const open: string[] = [];
  const places = new Map<string, { level: string; index: number }>();
  let count = 0;

  function push(run: Omit<Run, 'start'>) {
    if (run.count === 0) return;
    runs.push({ ...run, start: count });
    count += run.count;
  }

  function walk(level: string, depth: number) {
    open.push(level);
    const list = levels.get(level);
    // Until the level tells how many it has, one row stands for it.
    const siblings = list?.total ?? 1;
    let from = 0;
    for (const { index, path } of openFolders(list, expanded)) {
      push({ level, from, count: index + 1 - from, siblings, depth });
      from = index + 1;
      walk(path, depth + 1);
    }
    push({ level, from, count: siblings - from, siblings, depth });
  }
  walk(root, 1);

  function at(row: number): TreeRow | undefined {
    const run = runs[lastAtOrBefore(runs, row)];
    if (run === undefined || row < 0 || row >= count) return undefined;
    const index = run.from + row - run.start;
    const { level, siblings, depth } = run;
    return { level, index, siblings, depth, entry: entryAt(levels.get(level), index) };
  }

  function rowOf(path: string): number | null {
    if (places.size === 0) for (const level of open) notePlaces(level, levels.get(level), places);
    const place = places.get(path);
    if (place === undefined) return null;
    const run = runs.find(
      ({ level, from, count: length }) => level === place.level && place.index >= from && place.index < from + length,
    );
    return run ? run.start + place.index - run.from : null;
  }

  return { count, at, rowOf, levels: open };
}

function openFolders(list: PagedList<TreeEntry> | undefined, expanded: ReadonlySet<string>) {
  if (list === undefined || expanded.size === 0) return [];
  const found: { index: number; path: string }[] = [];
  for (const [index, entry] of entriesOf(list)) {
    if (expanded.has(entry.path) && entry.childCount > 0) found.push({ index, path: entry.path });
  }
  return found.sort((a, b) => a.index - b.index);
}

function* entriesOf(list: PagedList<TreeEntry>): Generator<[number, TreeEntry]> {
  for (const [page, entries] of list.pages) {
    for (const [place, entry] of entries.entries()) yield [page * pageSize + place, entry];
  }
}

function notePlaces(
  level: string,
  list: PagedList<TreeEntry> | undefined,
  places: Map<string, { level: string; index: number }>,
): void {
  if (list) for (const [index, entry] of entriesOf(list)) places.set(entry.path, { level, index });
}

function lastAtOrBefore(runs: readonly Run[], row: number): number {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((runs[middle]?.start ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}
