import { fileHeadReader, Unreadable } from '../../readings/file-reader.ts';

export type ArchiveKind = 'static-library' | 'debian-package' | 'other';

const headerBytes = 60;
const magics = ['!<arch>\n', '!<thin>\n'];

/** Archives of ar(1), told by their first member: a table of symbols or an object, or what dpkg-deb writes first. */
export const arReader = fileHeadReader({
  id: 'elf/ar',
  version: 1,
  files: { magic: ['!<ar', '!<th'] },
  maxBytes: 8 + headerBytes,
  read: (bytes): ArchiveKind => {
    const text = bytes.toString('latin1');
    if (!magics.includes(text.slice(0, 8))) throw new Unreadable('it does not start as an archive');
    const name = text.slice(8, 24).trimEnd();
    if (name === 'debian-binary' || name === 'debian-binary/') return 'debian-package';
    // Those of BSD, and the tables of symbols and of long names; rustc puts its metadata first.
    const isLibrary = /^(?:|\/|\/\/|\/SYM64\/|\/\d+|__\.SYMDEF.*|#1\/\d+|.*\.o\/?|lib\.rmeta\/?)$/.test(name);
    return isLibrary ? 'static-library' : 'other';
  },
});
