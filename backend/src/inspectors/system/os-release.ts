import { wholeFileReader } from '../../readings/file-reader.ts';

const maxBytes = 64 << 10;

/** `/etc/os-release`, `/usr/lib/os-release` as name and value (os-release(5)). */
export const osReleaseReader = wholeFileReader({
  id: 'system/os-release',
  version: 1,
  files: { names: ['os-release'], where: ({ path }) => path === '/etc/os-release' || path === '/usr/lib/os-release' },
  maxBytes,
  read: (bytes) => parseOsRelease(bytes.toString('utf8')),
});

/** Assignments as a shell reads them: quotes and backslashes are taken away, nothing is expanded. */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^\s*([A-Za-z_][A-Za-z0-9_]*)=(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) values.set(name, unquoted(value));
  }
  return values;
}

function unquoted(value: string): string {
  const quote = value[0];
  if (quote === "'" && value.endsWith("'") && value.length > 1) return value.slice(1, -1);
  const inner = quote === '"' && value.endsWith('"') && value.length > 1 ? value.slice(1, -1) : value;
  return inner.replaceAll(/\\(.)/g, '$1');
}
