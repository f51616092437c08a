import { expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { madeParts, rewrittenBy } from '../../../testing/rewriting.ts';
import { file } from '../../../testing/tar-writer.ts';
import type { ProjectReading } from '../../project/reading.ts';
import { compose } from '../../rewrite/compose.ts';
import { cLibraryLoaded } from './rule.ts';

async function told(run: string, { needed = ['libc.so.6'], calls = ['mkstemp'], archive = true } = {}) {
  const elf = elfFile({ type: 2, interpreter: '/lib64/ld-linux-x86-64.so.2', dynamic: { needed, calls } });
  const base = [file('bin/sh', ''), ...(archive ? [file('usr/lib/x86_64-linux-gnu/libc.a', '!<arch>\n')] : [])];
  const { draft, taken } = await rewrittenBy(cLibraryLoaded, {
    dockerfile: `FROM gcc:14\nRUN ${run}\nCMD ["/app/hello"]\n`,
    config: { Cmd: ['/app/hello'] },
    layers: [base, [file('app/hello', elf, { mode: 0o755 })]],
    ownFrom: 1,
    layersOfLines: { 2: [1] },
  });
  return { line: draft.text.split('\n')[1], effects: taken.flatMap(({ effects }) => effects) };
}

it('links a program of C statically', async () => {
  const { line, effects } = await told('cd /app && gcc -O2 -o hello hello.c -lm');
  expect(line).toBe('RUN cd /app && gcc -static -s -O2 -o hello hello.c -lm');
  expect(effects).toMatchObject([{ kind: 'links-statically', grows: 660_000 }]);
  expect((await told('g++ -o /app/hello a.cpp', { needed: ['libstdc++.so.6', 'libc.so.6'] })).line).toContain(
    'g++ -static -s',
  );
});

it('leaves alone what opens libraries, or looks up hosts', async () => {
  for (const call of ['dlopen', 'getaddrinfo', 'iconv_open', 'system']) {
    expect((await told('gcc -o /app/hello a.c', { calls: [call] })).line).toBe('RUN gcc -o /app/hello a.c');
  }
});

it('leaves alone other libraries, linkers’ options, several commands and make', async () => {
  const needed = ['libz.so.1', 'libc.so.6'];
  expect((await told('gcc -o /app/hello a.c', { needed })).line).not.toContain('-static');
  expect((await told('gcc -o /app/hello a.c', { archive: false })).line).not.toContain('-static');
  for (const run of [
    'make',
    'gcc -static -o /app/hello a.c',
    'gcc -o /app/hello a.c -lz',
    'gcc -Wl,-rpath,/x -o /app/hello a.c',
    'gcc -c a.c && gcc -o /app/hello a.o',
    'gcc -o /app/other a.c',
    'gcc -o /app/$NAME a.c',
  ]) {
    expect((await told(run)).line).toBe(`RUN ${run}`);
  }
});

const makefile = 'CFLAGS = -O2 -g\napp: main.o\n\t$(CC) $(CFLAGS) -o $@ $^ -lz\n';

async function made(lines: readonly string[], { built = makefile, calls = ['getpwuid'] } = {}) {
  const needed = ['libz.so.1', 'libc.so.6'];
  const interpreter = '/lib64/ld-linux-x86-64.so.2';
  const elf = elfFile({ type: 2, interpreter, dynamic: { needed, calls } });
  const folder = 'usr/lib/x86_64-linux-gnu';
  const library = (soname: string) => elfFile({ dynamic: { soname, needed: ['libc.so.6'] } });
  const parts = await madeParts({
    dockerfile: `FROM gcc:14\nWORKDIR /src\nCOPY . .\n${lines.join('\n')}\nCMD ["./app"]\n`,
    config: { Cmd: ['./app'], WorkingDir: '/src' },
    layers: [
      [
        ...['libc.a', 'libz.a'].map((name) => file(`${folder}/${name}`, '!<arch>\n')),
        file(`${folder}/libz.so.1`, library('libz.so.1')),
        file(`${folder}/libc.so.6`, elfFile({ dynamic: { soname: 'libc.so.6' } })),
      ],
      [file('src/Makefile', built)],
      [file('src/app', elf, { mode: 0o755 })],
    ],
    ownFrom: 1,
    layersOfLines: { 3: [1], [3 + lines.length]: [2] },
  });
  const [bytes, text] = [makefile.length, makefile];
  const files = [{ path: 'Makefile', kind: 'manifest', bytes, text, withheld: null } as const];
  const unreadable = { count: 0, some: [] };
  const project: ProjectReading = { version: 1, files, filesLeftOut: 0, stoppedBy: null, unreadable, context: null };
  const { draft, taken } = compose([cLibraryLoaded], { ...parts, project }, new Set());
  return { run: draft.text.split('\n')[2 + lines.length], taken };
}

it('gives the compiler of a Makefile the option, where it is named by a variable', async () => {
  const { run, taken } = await made(['RUN make -j4 && make install']);
  expect(run).toBe("RUN make CC='cc -static -s' -j4 && make CC='cc -static -s' install");
  expect(taken[0]?.effects).toMatchObject([{ kind: 'links-statically', grows: 960_000 }]);
  expect(taken[0]?.reason).toContain('Makefile calls the compiler by a variable');
});

it('leaves make alone where another line, or another Makefile, may decide', async () => {
  for (const lines of [
    ['RUN make', 'RUN make install'],
    ["RUN make CC='cc -static -s'"],
    ['RUN CC=gcc make'],
    ['RUN make -f other.mk'],
    ['RUN make -C sub'],
    ['ENV CC=gcc-14', 'RUN make'],
  ]) {
    expect((await made(lines)).run).toBe(lines.at(-1));
  }
  expect((await made(['RUN make'], { built: `${makefile}# changed\n` })).run).toBe('RUN make');
  expect((await made(['RUN make'], { calls: ['dlopen'] })).run).toBe('RUN make');
});
