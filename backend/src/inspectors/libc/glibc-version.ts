import { Unreadable, wholeFileReader } from '../../readings/file-reader.ts';

/** The library has 2 MB. */
const maxBytes = 16 << 20;

/** What the library prints when it is run as a program: `GNU C Library (…) stable release version 2.41.` */
const banner = 'GNU C Library ';
const version = /^[^\n\0]{0,200}? release version (\d{1,4}(?:\.\d{1,6}){1,3})/;
/** Other texts of the library may start the same. */
const maxTries = 100;

/** The version that glibc's own file tells of itself. */
export const glibcVersionReader = wholeFileReader({
  id: 'libc/glibc-version',
  version: 1,
  files: {
    names: ['libc.so.6', 'libc.so.6.1'],
    extensions: ['.so'],
    where: ({ name }) => name.startsWith('libc.so.6') || /^libc-2\.\d+(?:\.\d+)?\.so$/.test(name),
  },
  maxBytes,
  read: (bytes) => {
    let at = bytes.indexOf(banner, 0, 'latin1');
    for (let tries = 0; at !== -1 && tries < maxTries; tries++) {
      const told = version.exec(bytes.toString('latin1', at, at + 300))?.[1];
      if (told !== undefined) return told;
      at = bytes.indexOf(banner, at + banner.length, 'latin1');
    }
    throw new Unreadable('it does not tell its version');
  },
});
