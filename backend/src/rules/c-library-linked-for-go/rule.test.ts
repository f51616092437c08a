import { expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { rewrittenBy } from '../../../testing/rewriting.ts';
import { type Entry, file } from '../../../testing/tar-writer.ts';
import { cLibraryLinkedForGo } from './rule.ts';

const executable = { mode: 0o755 };
const varint = (text: string) => Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]);
/** What `go version` looks for: inline strings, as Go 1.18 and newer write them. */
const buildInfo = Buffer.concat([
  Buffer.from('\xff Go buildinf:', 'latin1'),
  Buffer.from([8, 2]),
  Buffer.alloc(16),
  varint('go1.24.4'),
  varint('path\texample.org/shop'),
]);
const program = (...needed: string[]) =>
  elfFile({ type: 2, interpreter: '/lib64/ld-linux-x86-64.so.2', dynamic: { needed }, data: buildInfo });

async function told(built: Buffer, more: readonly Entry[] = [], run = 'go build -o /app/shop .') {
  const { draft, skipped, taken } = await rewrittenBy(cLibraryLinkedForGo, {
    dockerfile: `FROM golang:1.24\nRUN ${run}\nCMD ["/app/shop"]\n`,
    config: { Cmd: ['/app/shop'] },
    layers: [[file('bin/sh', '')], [file('app/shop', built, executable), ...more]],
    ownFrom: 1,
    layersOfLines: { 2: [1] },
  });
  return { line: draft.text.split('\n')[1], why: skipped.map(({ why }) => why).join(), taken };
}

it('links without C where the program needs it for names alone', async () => {
  const { line, taken } = await told(program('libc.so.6', 'libresolv.so.2'));
  expect(line).toBe('RUN CGO_ENABLED=0 go build -o /app/shop .');
  expect(taken[0]?.effects.map(({ kind }) => kind)).toEqual(['links-statically']);
});

it('says so where a package has C in it', async () => {
  const sqlite = [file('go/pkg/mod/x/sqlite3@v1/sqlite3.c', ''), file('go/pkg/mod/x/sqlite3@v1/sqlite3.go', '')];
  expect(await told(program('libc.so.6'), sqlite)).toMatchObject({
    line: 'RUN go build -o /app/shop .',
    why: expect.stringContaining('sqlite3.c is C'),
  });
});

it('is silent where another library is loaded, where none is, and where it is said already', async () => {
  for (const [built, run] of [
    [program('libc.so.6', 'libssl.so.3'), 'go build'],
    [program(), 'go build'],
    [program('libc.so.6'), 'CGO_ENABLED=1 go build'],
  ] as const) {
    expect(await told(built, [], run)).toMatchObject({ line: `RUN ${run}`, why: '' });
  }
});
