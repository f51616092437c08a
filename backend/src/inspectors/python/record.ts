import { Unreadable, wholeFileReader } from '../../readings/file-reader.ts';

const maxBytes = 16 << 20;
const maxFiles = 200_000;

/**
 * Which files a distribution installed, by name: from the folder of the packages in `RECORD` (recording installed
 * projects), from its own folder in `installed-files.txt` of old setuptools.
 */
export const recordReader = wholeFileReader({
  id: 'python/record',
  version: 1,
  files: {
    names: ['RECORD', 'installed-files.txt'],
    where: ({ path }) => /\.dist-info\/RECORD$|\.egg-info\/installed-files\.txt$/.test(path),
  },
  maxBytes,
  read: (bytes, { name }) => {
    const lines = bytes.toString('utf8').split('\n');
    if (lines.length > maxFiles) throw new Unreadable(`${lines.length} lines, more than the ${maxFiles} that are read`);
    const paths = lines.map((line) => (name === 'RECORD' ? firstField(line) : line.trim()));
    // In one piece, which is kept and sent more cheaply than many.
    return paths.filter((path) => path !== '' && path.length <= 4_096).join('\n');
  },
});

/** Of a line of comma-separated values (RFC 4180). */
function firstField(line: string): string {
  if (!line.startsWith('"')) return line.slice(0, Math.max(line.indexOf(','), 0));
  const quoted = /^"((?:[^"]|"")*)"/.exec(line.slice(0, 8_192))?.[1] ?? '';
  return quoted.replaceAll('""', '"');
}
