/** How a folder is served today. */
export interface ServedFolder {
  readonly server: 'serve' | 'http-server' | 'vite preview';
  /** As written. */
  readonly folder: string;
  readonly port: number;
  /** Whether every path that is no file is answered with the start page. */
  readonly isSinglePage: boolean;
}

const servers = {
  serve: {
    folder: '.',
    port: 3000,
    ports: ['-l', '--listen', '-p', '--port'],
    single: ['-s', '--single'],
    ignored: ['-n', '-L', '--no-clipboard', '--no-request-logging', '--no-port-switching'],
  },
  'http-server': { folder: 'public', port: 8080, ports: ['-p', '--port'], single: [], ignored: ['-s', '--silent'] },
  vite: { folder: 'dist', port: 4173, ports: ['--port'], single: [], ignored: ['--strictPort'] },
} as const;

/**
 * Reads the command of a server for development.
 * @param words the program with its arguments, behind all shells and scripts
 * @param port what the variable PORT says; null where it is not set
 * @returns null where it is no such server, or where it is asked for more than handing out files
 */
export function servedFolder(words: readonly string[], port: string | null): ServedFolder | null {
  const at = words.findIndex((word) => serverNamed(word) !== null);
  const name = serverNamed(words[at] ?? '');
  if (name === null) return null;
  const known = servers[name];
  const ignored: readonly string[] = known.ignored;
  const ports: readonly string[] = known.ports;
  const single: readonly string[] = known.single;
  let folder: string | null = null;
  let isSinglePage = name === 'vite';
  let listen: string | null = name === 'vite' ? null : port;
  const rest = words.slice(at + 1).flatMap((word) => /^(--[\w-]+)=(.*)$/.exec(word)?.slice(1) ?? [word]);
  if (name === 'vite' && rest.shift() !== 'preview') return null;
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] ?? '';
    const next = rest[i + 1] ?? '';
    if (single.includes(word)) isSinglePage = true;
    else if (ignored.includes(word)) continue;
    else if (ports.includes(word)) listen = rest[++i] ?? '';
    else if (name === 'http-server' && word === '-a') i++;
    else if (name === 'vite' && word === '--host') i += next === '' || next.startsWith('-') ? 0 : 1;
    else if (word.startsWith('-') || folder !== null) return null;
    else folder = word;
  }
  if (name === 'vite' && folder !== null) return null;
  const number =
    listen === null ? known.port : Number(/^(?:tcp:\/\/(?:0\.0\.0\.0|\[::\]):)?(\d{1,5})$/.exec(listen)?.[1]);
  if (!(number > 0 && number < 65536)) return null;
  return {
    server: name === 'vite' ? 'vite preview' : name,
    folder: folder ?? known.folder,
    port: number,
    isSinglePage,
  };
}

/** By its own name (`npx serve@14`), or by the file that the name leads to. */
function serverNamed(word: string): keyof typeof servers | null {
  const [, byName] = /^(?:.*\/)?(serve|http-server|vite)(?:@[\w.^~-]+)?$/.exec(word) ?? [];
  const [, byFile] = /\/node_modules\/(serve|http-server|vite)\/.+/.exec(word) ?? [];
  const name = byFile ?? byName;
  return name === 'serve' || name === 'http-server' || name === 'vite' ? name : null;
}
