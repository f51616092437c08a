/** For `xargs -0 stat -c`: what `ownedBytes` reads. */
export const statFormat = '%i %s %f %n';

/**
 * The bytes of packages as the kernel tells them: regular files only, each inode once for a package.
 * @param lists by package, the paths that its manager names
 * @param stat lines as `statFormat` makes them
 */
export function ownedBytes(lists: ReadonlyMap<string, readonly string[]>, stat: string): Map<string, number> {
  const files = new Map<string, { inode: string; size: number }>();
  for (const line of stat.split('\n')) {
    const [, inode = '', size = '', mode = '', path = ''] = /^(\d+) (\d+) ([0-9a-f]+) (.*)$/.exec(line) ?? [];
    if ((Number.parseInt(mode, 16) & 0o170000) === 0o100000) files.set(path, { inode, size: Number(size) });
  }
  const bytes = new Map<string, number>();
  for (const [name, paths] of lists) {
    const owned = new Map(paths.flatMap((path) => files.get(path) ?? []).map(({ inode, size }) => [inode, size]));
    bytes.set(
      name,
      [...owned.values()].reduce((sum, size) => sum + size, 0),
    );
  }
  return bytes;
}
