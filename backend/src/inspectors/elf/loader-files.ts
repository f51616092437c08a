import { Unreadable, wholeFileReader } from '../../readings/file-reader.ts';

/** `ldconfig`'s index of libraries: name and path of each, those for certain processors only behind the others. */
export type LoaderCache = readonly { readonly name: string; readonly path: string }[];

const cacheMagic = 'glibc-ld.so.cache1.1';
const cacheHeaderBytes = 48;
const cacheEntryBytes = 24;
const maxCacheBytes = 16 << 20;
const maxCacheEntries = 100_000;
/** As Linux has it. */
const maxPath = 4096;

/** `/etc/ld.so.cache` as glibc ≥ 2.2 writes it (glibc, sysdeps/generic/dl-cache.h), alone or behind the older form. */
export const loaderCacheReader = wholeFileReader({
  id: 'elf/loader-cache',
  version: 1,
  files: { names: ['ld.so.cache'], where: ({ path }) => path === '/etc/ld.so.cache' },
  maxBytes: maxCacheBytes,
  read: (bytes): LoaderCache => {
    const start = bytes.indexOf(cacheMagic, 0, 'latin1');
    if (start === -1) throw new Unreadable('it is of a form that is not known');
    const cache = bytes.subarray(start);
    if (cache.length < cacheHeaderBytes) throw new Unreadable('it ends within its header');
    const bigEndian = ((cache[28] ?? 0) & 3) === 3;
    const u32 = (at: number) => (bigEndian ? cache.readUInt32BE(at) : cache.readUInt32LE(at));
    const count = u32(20);
    if (count > maxCacheEntries || cacheHeaderBytes + count * cacheEntryBytes > cache.length) {
      throw new Unreadable(`it claims ${count} libraries, more than it can have`);
    }
    const text = (at: number) => {
      const end = cache.indexOf(0, Math.min(at, cache.length));
      return end === -1 || end - at > maxPath ? '' : cache.toString('utf8', at, end);
    };
    const entries = Array.from({ length: count }, (_, i) => {
      const at = cacheHeaderBytes + i * cacheEntryBytes;
      const special = u32(at + 16) !== 0 || u32(at + 20) !== 0;
      return { name: text(u32(at + 4)), path: text(u32(at + 8)), special };
    });
    return [...entries.filter(({ special }) => !special), ...entries.filter(({ special }) => special)].flatMap(
      ({ name, path }) => (name === '' || !path.startsWith('/') ? [] : [{ name, path }]),
    );
  },
});

/** A file of folders for the loader, and of other such files. */
export interface LoaderFolders {
  readonly folders: readonly string[];
  /** Patterns of paths, relative ones to the file's folder. */
  readonly includes: readonly string[];
}

const maxLines = 1000;

/** `/etc/ld.so.conf` and what it includes (ldconfig(8)). */
export const loaderConfReader = wholeFileReader({
  id: 'elf/loader-conf',
  version: 1,
  files: { extensions: ['.conf'], where: ({ path }) => /^\/etc\/ld\.so\.conf(?:\.d\/[^/]+)?$/.test(path) },
  maxBytes: 64 << 10,
  read: (bytes): LoaderFolders => {
    const folders: string[] = [];
    const includes: string[] = [];
    for (const line of bytes.toString('utf8').split('\n').slice(0, maxLines)) {
      const text = (line.split('#', 1)[0] ?? '').trim();
      const words = text.split(/[\s:,]+/).filter((word) => word !== '');
      if (words[0] === 'include') includes.push(...words.slice(1));
      else if (words[0] !== 'hwcap') folders.push(...words.map((word) => word.split('=', 1)[0] ?? word));
    }
    return { folders: folders.slice(0, maxLines), includes: includes.slice(0, maxLines) };
  },
});

/** `/etc/ld-musl-x86_64.path`: in place of musl's default folders (musl, ldso/dynlink.c). */
export const muslPathReader = wholeFileReader({
  id: 'elf/musl-path',
  version: 1,
  files: { extensions: ['.path'], where: ({ path }) => /^\/etc\/ld-musl-[^/]+\.path$/.test(path) },
  maxBytes: 64 << 10,
  read: (bytes) =>
    bytes
      .toString('utf8')
      .split(/[:\n]/)
      .filter((folder) => folder !== '')
      .slice(0, maxLines),
});
