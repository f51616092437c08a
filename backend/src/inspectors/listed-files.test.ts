import fc from 'fast-check';
import { expect, it } from 'vitest';
import { modelOf } from '../../testing/model-of.ts';
import { dir, type Entry, file, hardlink, symlink } from '../../testing/tar-writer.ts';
import { FinalTree } from '../image/final-tree.ts';
import { FileListBuilder } from './file-list.ts';
import { type Elsewhere, ListedFiles } from './listed-files.ts';

const treeOf = (...layers: Entry[][]) => new FinalTree(modelOf(layers));

function listOf(paths: readonly string[]) {
  const list = new FileListBuilder();
  for (const path of paths) list.add(path);
  return list.take();
}

function found(tree: FinalTree, paths: readonly string[], elsewhere?: Elsewhere) {
  const { files, missing } = new ListedFiles(tree).find(listOf(paths), elsewhere);
  return { files: files.map((node) => tree.path(node)).sort(), missing };
}

it('finds files, each once, and counts what is not there', () => {
  const tree = treeOf([file('usr/bin/a', 'a'), file('top', 't'), dir('empty')]);
  const paths = ['/.', '/usr', '/usr/bin', '/usr/bin/a', '/usr/bin/a', '/top', '/empty', '/usr/share/gone', '/gone'];
  expect(found(tree, paths)).toEqual({ files: ['/top', '/usr/bin/a'], missing: 2 });
});

it('finds what was installed through a link to a folder', () => {
  const tree = treeOf([
    symlink('bin', 'usr/bin'),
    symlink('lib64', '/usr/lib64'),
    symlink('usr/lib64', '../usr/./lib'),
    file('usr/bin/sh', 's'),
    file('usr/lib/ld.so', 'l'),
  ]);
  expect(found(tree, ['/bin/sh', '/usr/bin/sh', '/lib64/ld.so'])).toEqual({
    files: ['/usr/bin/sh', '/usr/lib/ld.so'],
    missing: 0,
  });
});

it('owns no links and no folders, and does not miss them', () => {
  const tree = treeOf([file('lib/a.so.1', 'a'), symlink('lib/a.so', 'a.so.1'), symlink('lib/dangling', 'x'), dir('d')]);
  expect(found(tree, ['/lib/a.so', '/lib/dangling', '/d'])).toEqual({ files: [], missing: 0 });
});

it('tells every path to a file that has several', () => {
  const tree = treeOf([file('bin/perl', 'p'), hardlink('bin/perl5', 'bin/perl')]);
  expect(found(tree, ['/bin/perl', '/bin/perl5']).files).toEqual(['/bin/perl', '/bin/perl5']);
});

it('tells what layers have replaced and taken away', () => {
  const tree = treeOf([file('a', '1'), file('b', '1')], [file('a', '22'), file('.wh.b', '')]);
  expect(found(tree, ['/a', '/b'])).toEqual({ files: ['/a'], missing: 1 });
});

it('looks elsewhere for what was moved', () => {
  const tree = treeOf([file('bin/sh', '1'), file('bin/sh.distrib', '22'), file('top.old', '3')]);
  const moves = new Map([
    ['/bin sh', '/bin/sh.distrib'],
    ['/ top', '/top.old'],
    ['/ none', '/gone/none'],
  ]);
  const elsewhere: Elsewhere = {
    has: (directory) => directory === '/bin' || directory === '/',
    path: (directory, name) => moves.get(`${directory} ${name}`) ?? null,
  };
  const paths = ['/bin/sh', '/top', '/none', '/bin/bash'];
  expect(found(tree, paths, elsewhere)).toEqual({ files: ['/bin/sh.distrib', '/top.old'], missing: 2 });
});

it('keeps names apart that are not UTF-8', () => {
  const tree = treeOf([file(Buffer.from('x/\xff', 'latin1'), '1'), file('x/\xff', '2')]);
  expect(found(tree, ['/x/\xff']).files).toEqual(['/x/\udcff']);
  expect(found(tree, [Buffer.from('/x/\xff').toString('latin1')]).files).toEqual(['/x/ÿ']);
});

it('does not leave the root, and takes no damage from paths that are none', () => {
  const tree = treeOf([file('etc/passwd', 'p'), symlink('loop', 'loop'), symlink('a', 'b'), symlink('b', 'a')]);
  const paths = ['/usr/../etc/passwd', '/../etc/passwd', 'etc/passwd', '', '/', '//', '/./', '/loop/x', '/a/x'];
  expect(found(tree, [...paths, `/${'d/'.repeat(3_000)}x`, `/${'n'.repeat(5_000)}`])).toEqual({
    files: [],
    missing: 4,
  });
});

it('follows links to links, as far as the kernel does', () => {
  const chain = (length: number) =>
    Array.from({ length }, (_, i) => symlink(`l${i}`, i === length - 1 ? 'd' : `l${i + 1}`));
  expect(found(treeOf([file('d/f', ''), ...chain(40)]), ['/l0/f']).files).toEqual(['/d/f']);
  expect(found(treeOf([file('d/f', ''), ...chain(41)]), ['/l0/f'])).toEqual({ files: [], missing: 1 });
});

it('refuses to keep more names than any record has', () => {
  const list = new FileListBuilder();
  const addAll = () => {
    for (let i = 0; i < 1_100_000; i++) list.addIn('/d', 'x');
  };
  expect(addAll).toThrow('it names more than 1000000 files');
});

it('gives up on lists that together name more than any image has', () => {
  const tree = treeOf([file('d/x', '')]);
  const list = Buffer.from(`/d\n${'y\n'.repeat(1_000_000)}`);
  const listed = new ListedFiles(tree);
  for (let i = 0; i < 4; i++) listed.find(list);
  expect(listed.exhausted).toBe(true);
  expect(listed.find(Buffer.from('/d\nx')).files).toEqual([]);
});

it('agrees with looking up each path by itself', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
  const target = fc.array(fc.constantFrom('a', 'b', 'c', '..', '.'), { minLength: 1, maxLength: 4 });
  const entry = fc.oneof(
    path.map((at) => file(at, at)),
    fc.tuple(path, target, fc.boolean()).map(([at, to, rooted]) => symlink(at, `${rooted ? '/' : ''}${to.join('/')}`)),
  );
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), fc.uniqueArray(path, { maxLength: 20 }), (entries, paths) => {
      const tree = treeOf(entries);
      const folders = new Set(paths.flatMap((one) => foldersOf(`/${one}`)));
      // Records name the folders, too.
      const named = [...folders, ...paths.map((one) => `/${one}`)];
      const each = new Set(named.filter((one) => !folders.has(one)));
      const nodes = [...each].map((one) => {
        const folder = tree.resolve(one.slice(0, one.lastIndexOf('/')) || '/');
        return folder === -1 ? -1 : tree.child(folder, one.slice(one.lastIndexOf('/') + 1));
      });
      expect(found(tree, named)).toEqual({
        files: [...new Set(nodes.filter((node) => node !== -1 && tree.isFile(node)))]
          .map((node) => tree.path(node))
          .sort(),
        missing: nodes.filter((node) => node === -1).length,
      });
    }),
    { numRuns: 2_000 },
  );
});

function foldersOf(path: string): string[] {
  const names = path.split('/').slice(1, -1);
  return names.map((_, i) => `/${names.slice(0, i + 1).join('/')}`);
}
