import { elfFile } from './elf-writer.ts';
import { debianBase } from './known-base.ts';
import type { MadeRewriting } from './rewriting.ts';
import { dir, type Entry, file } from './tar-writer.ts';

const loader = 'lib64/ld-linux-x86-64.so.2';
/** As the interpreters say it of themselves. */
const marks = {
  'usr/local/bin/node': '\nnode.js/v24.1.0\n',
  'usr/local/bin/python3.13': '\x003.13.\x003.13.5\0',
  'usr/bin/ruby3.3': '',
  'usr/bin/php8.4': '',
} as const;
type Interpreter = keyof typeof marks;

const site = 'usr/local/lib/python3.13/site-packages';

/** A program of glibc. */
export function program(path: string, mark = ''): Entry {
  const elf = elfFile({ interpreter: `/${loader}`, dynamic: { needed: ['libc.so.6'] } });
  return file(path, Buffer.concat([elf, Buffer.from(mark)]), { mode: 0o755 });
}

function interpreter(path: Interpreter): Entry {
  return program(path, marks[path]);
}

/** Debian with a shell, and a compiler that only building needs. */
function buildBase(...interpreters: readonly Interpreter[]): Entry[] {
  return [
    file('etc/os-release', 'ID=debian\nVERSION_ID="13"\nNAME=Debian\n'),
    file('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n'),
    file(loader, elfFile({ dynamic: { soname: 'ld-linux-x86-64.so.2' } })),
    file('usr/lib/libc.so.6', elfFile({ dynamic: { soname: 'libc.so.6' } })),
    program('bin/sh'),
    ...interpreters.map(interpreter),
    ...['opt', 'usr/local/bin', 'usr/local/lib', 'usr/local/lib/node_modules', site].map((path) => dir(path)),
    file('usr/local/lib/python3.13/json/decoder.py', ''),
    file('usr/lib/gcc/cc1', 'x'.repeat(9_000_000)),
  ];
}

/** An image of that base and one layer; `line` is the last of the Dockerfile's that made files. */
export function madeOn(
  on: Interpreter | null,
  references: readonly string[],
  made: Pick<MadeRewriting, 'dockerfile' | 'config'> & { readonly line: number; readonly own: readonly Entry[] },
): MadeRewriting {
  const inBase = new Set([
    '/bin/sh',
    '/usr/bin/apt-get',
    '/usr/lib/libc.so.6',
    `/${loader}`,
    ...(on === null ? [] : [`/${on}`]),
  ]);
  const bases = references.map((reference) =>
    debianBase(reference, { stored: { bytes: 1e6, low: 1e6, high: 1e6 }, hasPath: (path) => inBase.has(path) }),
  );
  return {
    dockerfile: made.dockerfile,
    config: { Env: ['PATH=/usr/local/bin:/usr/bin:/bin'], ...made.config },
    layers: [on === null ? buildBase() : buildBase(on), made.own],
    ownFrom: 1,
    layersOfLines: { [made.line]: [1] },
    bases,
  };
}
