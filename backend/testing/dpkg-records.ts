import { type Content, type Entry, file } from './tar-writer.ts';

/** dpkg's file of all packages, with these paragraphs. */
export const status = (...stanzas: string[]): Entry => file('var/lib/dpkg/status', `${stanzas.join('\n\n')}\n\n`);

/** One of the files in which dpkg keeps what it knows of one package. */
export const info = (name: string, content: Content): Entry => file(`var/lib/dpkg/info/${name}`, content);

/** The paragraph of an installed package. */
export function stanza(name: string, fields: Readonly<Record<string, string>> = {}): string {
  const all = { Status: 'install ok installed', Architecture: 'amd64', Version: '1.0-1', ...fields };
  return [`Package: ${name}`, ...Object.entries(all).map(([field, value]) => `${field}: ${value}`)].join('\n');
}
