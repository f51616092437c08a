import { wholeFileReader } from '../../readings/file-reader.ts';

const maxBytes = 64 << 10;

/** Where older Fedoras have one file for each edition, with `/usr/lib/os-release` as a link to one of them. */
const editions = '/usr/lib/os.release.d';
const places = new Set(['/etc/os-release', '/usr/lib/os-release']);

/** `/etc/os-release`, `/usr/lib/os-release` as name and value (os-release(5)). */
export const osReleaseReader = wholeFileReader({
  id: 'system/os-release',
  version: 2,
  files: {
    names: ['os-release'],
    folders: [editions],
    where: ({ path, name }) => places.has(path) || (path === `${editions}/${name}` && name.startsWith('os-release-')),
  },
  maxBytes,
  read: (bytes) => parseOsRelease(bytes.toString('utf8')),
});

/**
 * Assignments as a shell reads them: quotes and backslashes are taken away, nothing is expanded.
 * Control characters have no place in a name or version, and are dropped.
 */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const assignment = line.trim();
    const equals = assignment.indexOf('=');
    const name = assignment.slice(0, Math.max(equals, 0));
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) continue;
    values.set(name, unquoted(assignment.slice(equals + 1)).replaceAll(/\p{Cc}/gu, ''));
  }
  return values;
}

function unquoted(value: string): string {
  const quote = value[0];
  if (quote === "'" && value.endsWith("'") && value.length > 1) return value.slice(1, -1);
  const inner = quote === '"' && value.endsWith('"') && value.length > 1 ? value.slice(1, -1) : value;
  return inner.replaceAll(/\\(.)/g, '$1');
}
