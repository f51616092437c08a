import type { Rootfs } from './rootfs.ts';

const folders = ['usr/lib/x86_64-linux-gnu', 'usr/local/lib'];
const headerBytes = 48;
const entryBytes = 24;
/** A library of ELF and glibc for x86-64 (glibc, sysdeps/generic/ldconfig.h). */
const flags = 0x303;

/** `/etc/ld.so.cache`, as ldconfig writes it of the libraries that are there (glibc, sysdeps/generic/dl-cache.h). */
export function writeLoaderCache(root: Rootfs): void {
  const libraries = folders
    .flatMap((folder) => root.under(folder))
    .filter((path) => /^[^/]+\.so\.(?:\d+|1\.0)$/.test(path.slice(path.lastIndexOf('/') + 1)))
    .filter((path) => folders.includes(path.slice(0, path.lastIndexOf('/'))))
    .sort();
  let texts = '';
  const textsAt = headerBytes + libraries.length * entryBytes;
  const text = (of: string): number => {
    const at = textsAt + texts.length;
    texts += `${of}\0`;
    return at;
  };
  const index = Buffer.alloc(textsAt);
  index.write('glibc-ld.so.cache1.1', 'latin1');
  index.writeUInt32LE(libraries.length, 20);
  index[28] = 2;
  for (const [i, path] of libraries.entries()) {
    const at = headerBytes + i * entryBytes;
    index.writeUInt32LE(flags, at);
    index.writeUInt32LE(text(path.slice(path.lastIndexOf('/') + 1)), at + 4);
    index.writeUInt32LE(text(`/${path.replace(/^usr\/lib\//, 'lib/')}`), at + 8);
  }
  index.writeUInt32LE(texts.length, 24);
  root.file('etc/ld.so.cache', Buffer.concat([index, Buffer.from(texts)]));
}
