import { expect, it } from 'vitest';
import { modelOf } from '../../testing/model-of.ts';
import { type Entry, file, hardlink, symlink, whiteout } from '../../testing/tar-writer.ts';
import { FinalTree } from './final-tree.ts';
import { noNode } from './merge.ts';

const treeOf = (...layers: Entry[][]) => new FinalTree(modelOf(layers));
const resolved = (tree: FinalTree, path: string) => {
  const node = tree.resolve(path);
  return node === noNode ? null : tree.path(node);
};

it('finds what the kernel finds at a path, through symlinks', () => {
  const tree = treeOf([
    file('usr/bin/perl', ''),
    symlink('bin', 'usr/bin'),
    symlink('usr/link', '/bin/../bin/./perl'),
    symlink('loop', 'pool'),
    symlink('pool', 'loop'),
  ]);
  expect(resolved(tree, '/bin/perl')).toBe('/usr/bin/perl');
  expect(resolved(tree, '/usr/link')).toBe('/usr/bin/perl');
  expect(resolved(tree, '/../../usr')).toBe('/usr');
  expect(resolved(tree, '/loop')).toBeNull();
  expect(resolved(tree, '/bin/ruby')).toBeNull();
});

it('gives up on links that lead up and down without end', () => {
  const around = 'a/../'.repeat(500);
  const links = Array.from({ length: 30 }, (_, i) => symlink(`link${i}`, `${around}link${i + 1}`));
  const tree = treeOf([file('a/x', ''), ...links, file('link30', '')]);
  expect(resolved(tree, '/link29')).toBe('/link30');
  expect(resolved(tree, '/link0')).toBeNull();
});

it('tells all living paths to the same bytes', () => {
  const tree = treeOf([file('a', 'x'), hardlink('b', 'a'), hardlink('c/d', 'a'), file('e', 'x')], [whiteout('b')]);
  const inode = tree.inode(tree.at('/a'));
  expect([...tree.pathsTo(inode)].map((node) => tree.path(node))).toEqual(['/a', '/c/d']);
  expect(tree.path(tree.firstPath(inode))).toBe('/a');
});
