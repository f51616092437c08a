import type { TreeEntry } from '@aligera/backend/src/answers.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageSize } from '../../api/contents.ts';
import type { PagedList } from '../../api/paged-lists.ts';
import { treeRows } from './tree-rows.ts';

function entry(path: string, childCount = 0): TreeEntry {
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    type: childCount > 0 ? 'directory' : 'file',
    change: 'added',
    bytes: 1,
    removedBytes: 0,
    fileCount: 1,
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime: 0,
    link: null,
    owner: null,
    finding: null,
    childCount,
  };
}

function level(entries: readonly TreeEntry[], total = entries.length): PagedList<TreeEntry> {
  const pages = new Map<number, readonly TreeEntry[]>();
  for (let page = 0; page * pageSize < entries.length; page += 1) {
    pages.set(page, entries.slice(page * pageSize, (page + 1) * pageSize));
  }
  return { total, pages, failures: new Map() };
}

const shown = (levels: [string, PagedList<TreeEntry>][], expanded: string[]) => {
  const rows = treeRows('/', new Map(levels), new Set(expanded));
  return Array.from({ length: rows.count }, (_, row) => {
    const at = rows.at(row);
    return `${'  '.repeat((at?.depth ?? 0) - 1)}${at?.entry?.path ?? `? ${at?.level}`}`;
  });
};

describe('the rows of a tree', () => {
  const top = level([entry('/a', 2), entry('/b', 1), entry('/c')]);

  it('puts the entries of open folders below them', () => {
    const inA = level([entry('/a/x', 1), entry('/a/y')]);
    expect(
      shown(
        [
          ['/', top],
          ['/a', inA],
          ['/a/x', level([entry('/a/x/1')])],
        ],
        ['/a', '/a/x'],
      ),
    ).toEqual(['/a', '  /a/x', '    /a/x/1', '  /a/y', '/b', '/c']);
  });

  it('lets one row stand for a level that is not there yet', () => {
    expect(shown([], [])).toEqual(['? /']);
    expect(shown([['/', top]], ['/b'])).toEqual(['/a', '/b', '  ? /b', '/c']);
  });

  it('shows no row for an open folder that turned out empty', () => {
    expect(
      shown(
        [
          ['/', top],
          ['/b', level([])],
        ],
        ['/b'],
      ),
    ).toEqual(['/a', '/b', '/c']);
  });

  it('keeps room for pages that are not there', () => {
    const rows = treeRows(
      '/',
      new Map([
        ['/', level([entry('/a', 1)], 10_000)],
        ['/a', level([entry('/a/x')])],
      ]),
      new Set(['/a']),
    );
    expect(rows.count).toBe(10_001);
    expect(rows.at(1)?.entry?.path).toBe('/a/x');
    expect(rows.at(9_999)).toMatchObject({ level: '/', index: 9_998, siblings: 10_000, entry: undefined });
    expect(rows.at(10_001)).toBeUndefined();
  });

  it('finds the row of every entry that is there, whatever is open', () => {
    const names = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 450 });
    fc.assert(
      fc.property(names, fc.array(fc.integer({ min: 0, max: 449 })), (numbers, picks) => {
        const folders = numbers.map((number) => entry(`/${number}`, 3));
        const open = new Set(picks.map((pick) => folders[pick % folders.length]?.path ?? ''));
        const levels = new Map([['/', level(folders)]]);
        for (const path of open) levels.set(path, level([entry(`${path}/x`), entry(`${path}/y`), entry(`${path}/z`)]));
        const rows = treeRows('/', levels, open);
        expect(rows.count).toBe(folders.length + open.size * 3);
        for (let row = 0; row < rows.count; row += 1) {
          const path = rows.at(row)?.entry?.path;
          expect(path).toBeDefined();
          expect(rows.rowOf(path ?? '')).toBe(row);
        }
      }),
      { numRuns: 30 },
    );
  });
});
