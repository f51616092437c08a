import { wholeFileReader } from '../../readings/file-reader.ts';
import { readInstalled } from './installed.ts';

/** Older ones first; the newer is of a merged `/usr`. */
export const installedFiles = ['/lib/apk/db/installed', '/usr/lib/apk/db/installed'];
export const worldFile = '/etc/apk/world';

/** Of 1,000 packages the file has 15 MB. */
const maxBytes = 64 << 20;

export const installedReader = wholeFileReader({
  id: 'apk/installed',
  version: 1,
  files: { names: ['installed'], where: ({ path }) => installedFiles.includes(path) },
  maxBytes,
  read: readInstalled,
});

/** The names of packages that were asked for, without the versions and repositories that they are held to. */
export const worldReader = wholeFileReader({
  id: 'apk/world',
  version: 1,
  files: { names: ['world'], where: ({ path }) => path === worldFile },
  maxBytes: 1 << 20,
  read: (bytes): readonly string[] =>
    bytes
      .toString('utf8')
      .split(/\s+/)
      .filter((word) => word !== '' && !word.startsWith('!'))
      .map((word) => nameOf(word)),
});

/** Name of a dependency such as `so:libz.so.1`, `nginx>=1.28`, `cmd:sh~1` or `nginx@edge`. */
export function nameOf(dependency: string): string {
  const end = dependency.search(/[<>=~@]/);
  return end === -1 ? dependency : dependency.slice(0, end);
}
