import { expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { rewrittenBy } from '../../../testing/rewriting.ts';
import { file } from '../../../testing/tar-writer.ts';
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
  expect(line).toBe('RUN cd /app && gcc -static -O2 -o hello hello.c -lm');
  expect(effects).toMatchObject([{ kind: 'links-statically', grows: 750_000 }]);
  expect((await told('g++ -o /app/hello a.cpp', { needed: ['libstdc++.so.6', 'libc.so.6'] })).line).toContain(
    'g++ -static',
  );
});

it('leaves alone what opens libraries, or looks up hosts or users', async () => {
  for (const call of ['dlopen', 'getaddrinfo', 'getpwuid', 'iconv_open', 'system']) {
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
