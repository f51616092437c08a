import { Unreadable, wholeFileReader } from '../../readings/file-reader.ts';
import { type FileList, FileListBuilder } from '../file-list.ts';
import { readPackageRecords } from './package-record.ts';
import { stanzas } from './stanzas.ts';

export const statusFile = '/var/lib/dpkg/status';
export const statusFolder = '/var/lib/dpkg/status.d';
export const infoFolder = '/var/lib/dpkg/info';
export const diversionsFile = '/var/lib/dpkg/diversions';
export const extendedStatesFile = '/var/lib/apt/extended_states';

/** Of 3,000 packages `status` has 4 MB. */
const maxRecordBytes = 32 << 20;
const maxListBytes = 16 << 20;

/** The records of packages: all in one file, or in a file each, as images without dpkg have them (distroless). */
export const recordsReader = wholeFileReader({
  id: 'dpkg/records',
  version: 2,
  files: {
    names: ['status'],
    folders: [statusFolder],
    where: ({ path }) => path === statusFile || (path.startsWith(`${statusFolder}/`) && !path.endsWith('.md5sums')),
  },
  maxBytes: maxRecordBytes,
  read: (bytes, { path }) => readPackageRecords(bytes.toString('utf8'), path === statusFile),
});

/** The files of a package: a path a line, or with a checksum before it and relative to the root. */
export const listReader = wholeFileReader({
  id: 'dpkg/lists',
  version: 1,
  files: {
    extensions: ['.list', '.md5sums'],
    where: ({ path, name }) => path === (name.endsWith('.list') ? `${infoFolder}/${name}` : `${statusFolder}/${name}`),
  },
  maxBytes: maxListBytes,
  read: (bytes, { name }) => readList(bytes, name.endsWith('.md5sums')),
});

function readList(bytes: Buffer, checksums: boolean): FileList {
  const list = new FileListBuilder();
  for (const line of bytes.toString('latin1').split('\n')) {
    if (!checksums) list.add(line);
    else if (/^[0-9a-f]{32} [ *]/.test(line)) list.add(`/${line.slice(34).replace(/^\.\//, '')}`);
  }
  return list.take();
}

/** A path that one package may keep, while files that others install there are put elsewhere (dpkg-divert(1)). */
export interface Diversion {
  readonly from: string;
  readonly to: string;
  /** `:` where the administrator asked for it. */
  readonly by: string;
}

/** Paths are Latin-1 text: one character a byte. */
export const diversionsReader = wholeFileReader({
  id: 'dpkg/diversions',
  version: 1,
  files: { names: ['diversions'], where: ({ path }) => path === diversionsFile },
  maxBytes: maxListBytes,
  read: (bytes): readonly Diversion[] => {
    const lines = bytes.toString('latin1').split('\n');
    const diversions: Diversion[] = [];
    for (let i = 0; i + 2 < lines.length; i += 3) {
      const [from = '', to = '', by = ''] = lines.slice(i, i + 3);
      if (!from.startsWith('/') || !to.startsWith('/')) throw new Unreadable(`line ${i + 1} is no path`);
      diversions.push({ from, to, by });
    }
    return diversions;
  },
});

const autoFields: ReadonlySet<string> = new Set(['package', 'architecture', 'auto-installed']);

/** Packages that apt installed because others need them, as `name:architecture`. */
export const autoInstalledReader = wholeFileReader({
  id: 'dpkg/auto-installed',
  version: 1,
  files: { names: ['extended_states'], where: ({ path }) => path === extendedStatesFile },
  maxBytes: maxRecordBytes,
  read: (bytes): readonly string[] =>
    [...stanzas(bytes.toString('utf8'), autoFields)]
      .filter((stanza) => stanza.get('auto-installed') === '1')
      .map((stanza) => `${stanza.get('package') ?? ''}:${stanza.get('architecture') ?? ''}`),
});
