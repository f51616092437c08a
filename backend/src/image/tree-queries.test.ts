import { describe, expect, it } from 'vitest';
import { modelOf } from '../../testing/model-of.ts';
import { dir, type Entry, file, hardlink, opaque, symlink, whiteout } from '../../testing/tar-writer.ts';
import { changes, type TreeEntry } from '../answers.ts';
import { pathHistory } from './path-history.ts';
import { type Page, TreeQueries, type ViewChoice } from './tree-queries.ts';

const layers: Entry[][] = [
  [
    dir('etc'),
    file('etc/a', '1', { uid: 3, mode: 0o600 }),
    file('etc/b', '22'),
    file('lib/x', '333'),
    hardlink('lib/y', 'lib/x'),
    symlink('bin', 'usr/bin'),
  ],
  [dir('etc'), file('etc/b', '4444'), file('etc/c', '55555'), whiteout('etc/a'), dir('lib', { mode: 0o700 })],
  [whiteout('lib/x'), opaque('etc'), file('etc/d', '666666')],
];

const page: Page = { sort: 'name', direction: 'asc', offset: 0, limit: 100 };
const upto = (layer: number, show: ViewChoice['show'] = changes): ViewChoice => ({ layer, scope: 'upto', show });
const within = (layer: number): ViewChoice => ({ layer, scope: 'layer', show: changes });
const lines = (entries: readonly TreeEntry[]) =>
  entries.map(({ path, change, bytes, removedBytes }) => `${path} ${change} ${bytes} -${removedBytes}`);

describe('the tree up to a layer', () => {
  const queries = new TreeQueries(modelOf(layers));

  it('is what the layers below left, with what this one did to it', () => {
    const { parent, entries } = queries.level('/', upto(1), page);
    expect(lines([parent, ...entries])).toEqual([
      '/ changed 12 -3',
      '/bin unchanged 0 -0',
      '/etc changed 9 -3',
      '/lib changed 3 -0',
    ]);
    expect(lines(queries.level('/etc', upto(1), page).entries)).toEqual([
      '/etc/a removed 0 -1',
      '/etc/b changed 4 -2',
      '/etc/c added 5 -0',
    ]);
  });

  it('counts a hardlinked file once, and at the path that is left when the first goes', () => {
    expect(lines(queries.level('/lib', upto(0), page).entries)).toEqual(['/lib/x added 3 -0', '/lib/y added 0 -0']);
    expect(lines(queries.level('/lib', upto(2), page).entries)).toEqual([
      '/lib/x removed 0 -0',
      '/lib/y unchanged 3 -0',
    ]);
  });

  it('shows what an opaque marker hid as removed, once', () => {
    expect(lines(queries.level('/etc', upto(2), page).entries)).toEqual([
      '/etc/b removed 0 -4',
      '/etc/c removed 0 -5',
      '/etc/d added 6 -0',
    ]);
  });

  it('shows only the changes asked for, and the folders that lead to them', () => {
    const { entries } = queries.level('/', upto(2, ['added']), page);
    expect(entries.map(({ path, childCount }) => [path, childCount])).toEqual([['/etc', 1]]);
  });

  it('sorts and pages', () => {
    const bySize = queries.level('/etc', upto(1), { ...page, sort: 'bytes', direction: 'desc' });
    expect(bySize.entries.map(({ path }) => path)).toEqual(['/etc/c', '/etc/b', '/etc/a']);
    const second = queries.level('/etc', upto(1), { ...page, offset: 1, limit: 1 });
    expect([second.entries.map(({ path }) => path), second.total]).toEqual([['/etc/b'], 3]);
  });

  it('tells mode, owner and link', () => {
    const [a] = queries.level('/etc', upto(0), page).entries;
    expect(a).toMatchObject({ type: 'file', mode: 0o600, uid: 3, gid: 0, link: null, fileCount: 1 });
    const bin = queries.level('/', upto(0), page).entries.find(({ path }) => path === '/bin');
    expect(bin).toMatchObject({ type: 'symlink', link: 'usr/bin' });
    const [, y] = queries.level('/lib', upto(0), page).entries;
    expect(y).toMatchObject({ type: 'hardlink', link: '/lib/x' });
  });

  it('says that a path or a layer is not there', () => {
    expect(() => queries.level('/nowhere', upto(1), page)).toThrow(/no \/nowhere/);
    expect(() => queries.level('/etc/d', upto(1), page)).toThrow(/layer 1/);
    expect(() => queries.level('/', upto(3), page)).toThrow(/no layer 3/);
  });
});

describe('one layer by itself', () => {
  const queries = new TreeQueries(modelOf(layers));

  it('holds what it stores and removes, and nothing else', () => {
    expect(lines(queries.level('/', within(1), page).entries)).toEqual(['/etc changed 9 -3', '/lib changed 0 -0']);
    expect(lines(queries.level('/lib', within(1), page).entries)).toEqual([]);
    expect(lines(queries.level('/lib', within(2), page).entries)).toEqual(['/lib/x removed 0 -0']);
  });
});

describe('searching', () => {
  const queries = new TreeQueries(
    modelOf([...layers, [file('deep/node_modules/p/index.js', '1'), file('.hidden', '1')]]),
  );
  const search = async (glob: string, choice = upto(3)) =>
    (await queries.search(glob, choice, page, new AbortController().signal)).entries.map(({ path }) => path);

  it('holds a pattern without a slash against names, one with against paths', async () => {
    expect(await search('*.js')).toEqual(['/deep/node_modules/p/index.js']);
    expect(await search('node_modules')).toEqual(['/deep/node_modules']);
    expect(await search('node_modules/p/**')).toContain('/deep/node_modules/p/index.js');
    expect(await search('/etc/*')).toEqual(['/etc/d']);
    expect(await search('etc/?')).toEqual(['/etc/d']);
    expect(await search('.h*')).toEqual(['/.hidden']);
    expect(await search('[')).toEqual([]);
  });

  it('finds only what the view shows', async () => {
    expect(await search('?', upto(1, ['removed']))).toEqual(['/etc/a']);
  });

  it('stops when it is cancelled', async () => {
    await expect(queries.search('*', upto(0), page, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('the treemap', () => {
  it('adds up at every level, the small ones as rest', () => {
    const many = Array.from({ length: 50 }, (_, i) => file(`d/f${i}`, 'x'.repeat(i + 1)));
    const map = new TreeQueries(modelOf([[...many, file('big', 'x'.repeat(5000))]])).treemap('/', 0, 3, 100);
    expect([map.bytes, map.fileCount]).toEqual([5000 + 1275, 51]);
    expect(map.children.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['big', 5000],
      ['d', 1275],
    ]);
    const inside = new TreeQueries(modelOf([many])).treemap('/d', 0, 1, 40);
    expect(inside.children.at(-1)).toMatchObject({ type: 'rest', name: '31 smaller', bytes: 496, fileCount: 31 });
    expect(inside.children.reduce((sum, child) => sum + child.bytes, 0)).toBe(inside.bytes);
  });
});

describe('the history of a path', () => {
  it('tells what each layer did', () => {
    const model = modelOf(layers);
    const of = (path: string) =>
      pathHistory(model, path).versions.map(({ layer, event, size }) => [layer, event, size]);
    expect(of('/etc/b')).toEqual([
      [0, 'added', 2],
      [1, 'changed', 4],
      [2, 'removed', 0],
    ]);
    expect(of('/lib/y')).toEqual([[0, 'added', 3]]);
    expect(() => of('/nowhere')).toThrow(/no layer has/);
  });
});
