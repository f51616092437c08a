import { describe, expect, it } from 'vitest';
import { type ElfPlan, elfFile } from '../../../testing/elf-writer.ts';
import { debianBase } from '../../../testing/known-base.ts';
import { type MadeRewriting, rewrittenBy } from '../../../testing/rewriting.ts';
import { type Entry, file } from '../../../testing/tar-writer.ts';
import { largerThanDistroless } from './rule.ts';

const executable = { mode: 0o755 };
const varint = (text: string) => Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]);

/** As Go's linker writes programs: names of functions among the constants, build information in the data. */
function goProgram(functions: readonly string[], modules = '', plan: ElfPlan = {}): Buffer {
  const info = [Buffer.from('\xff Go buildinf:', 'latin1'), Buffer.from([8, 2]), Buffer.alloc(16)];
  const mark = '0'.repeat(16);
  return elfFile({
    type: 2,
    dynamic: null,
    notes: [{ name: 'Go\0', type: 4, content: Buffer.from('build') }],
    constants: Buffer.from(`${['runtime.main', ...functions].join('\0')}\0`),
    data: Buffer.concat([
      ...info,
      varint('go1.24.4'),
      varint(`${mark}path\texample.org/shop\nmod\texample.org/shop\t(devel)\t\n${modules}${mark}`),
    ]),
    ...plan,
  });
}

function system(glibc: string): Entry[] {
  return [
    file('etc/os-release', 'ID=debian\nVERSION_ID="13"\nNAME=Debian\n'),
    file('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n'),
    file('etc/group', 'root:x:0:\n'),
    file('etc/mime.types', 'video/mp4 mp4\n'),
    file('etc/ssl/certs/ca-certificates.crt', 'BEGIN'),
    file('usr/share/zoneinfo/Asia/Tokyo', 'TZif'),
    file('usr/local/go/lib/time/zoneinfo.zip', 'PK'),
    file('lib64/ld-linux-x86-64.so.2', elfFile({ dynamic: { soname: 'ld-linux-x86-64.so.2' } })),
    file(
      'usr/lib/x86_64-linux-gnu/libc.so.6',
      elfFile({ dynamic: { soname: 'libc.so.6', versionsDefined: [`GLIBC_${glibc}`], calls: ['dlopen'] } }),
    ),
    file('usr/lib/x86_64-linux-gnu/libgcc_s.so.1', elfFile({ dynamic: { soname: 'libgcc_s.so.1' } })),
  ];
}

const bytes = (of: number) => ({ bytes: of, low: of, high: of });
const distroless = (name: string, of: number, libraries: readonly string[]) =>
  debianBase(`gcr.io/distroless/${name}-debian13`, {
    stored: bytes(of),
    hasPath: () => false,
    hasLibrary: (library) => libraries.includes(library),
    symbols: (family) => (family === 'GLIBC' && libraries.length > 0 ? '2.41' : null),
  });
const bases = [
  debianBase('debian:13', { stored: bytes(100_000_000) }),
  distroless('static', 2_000_000, []),
  distroless('base-nossl', 15_000_000, ['libc.so.6', 'libgcc_s.so.1']),
];

const build = 'FROM golang:1.24 AS build\nRUN make\n\n';
const copy = 'COPY --from=build /server /server\n';

async function stageOf(elf: Buffer, { last = '', glibc = '2.41', ...made }: Partial<MadeRewriting> & Made = {}) {
  const { draft, taken, skipped } = await rewrittenBy(largerThanDistroless, {
    dockerfile: `${build}FROM debian:13\n${copy}${last}CMD ["/server"]\n`,
    layers: [system(glibc), [file('server', elf, executable)]],
    ownFrom: 1,
    layersOfLines: { 5: [1] },
    bases,
    ...made,
    config: { Cmd: ['/server'], ...made.config },
  });
  const [suggestion] = taken;
  return { lines: draft.text.slice(build.length).trimEnd().split('\n'), suggestion, skipped };
}
interface Made {
  readonly last?: string;
  readonly glibc?: string;
}

/** Between FROM and what the stage had. */
const added = (lines: readonly string[]) => lines.slice(1, lines.indexOf(copy.trim()));

describe('a program of Go', () => {
  it('runs on nothing where it asks for nothing', async () => {
    const { lines, suggestion } = await stageOf(goProgram([]));
    expect(lines).toEqual(['FROM scratch', copy.trim(), 'CMD ["/server"]']);
    expect(suggestion?.risk).toMatchObject({ kind: 'review', why: expect.stringContaining('no time zones') });
  });

  it('gets what of the system it asks for', async () => {
    const functions = ['time.LoadLocation', 'mime.TypeByExtension', 'os.TempDir', 'os/user.Current', 'crypto/tls.dial'];
    const { lines } = await stageOf(goProgram(functions));
    expect(added(lines)).toEqual([
      'ENV ZONEINFO=/usr/local/go/lib/time/zoneinfo.zip',
      'COPY --from=debian:13 /etc/passwd /etc/group /etc/',
      'COPY --from=debian:13 /etc/mime.types /etc/',
      'COPY --from=debian:13 /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/',
      'COPY --from=debian:13 /usr/local/go/lib/time/zoneinfo.zip /usr/local/go/lib/time/',
      'WORKDIR /tmp',
      'WORKDIR /',
    ]);
  });

  it('gets certificates where modules of others may make connections, and says what may start programs', async () => {
    const modules = 'dep\texample.org/database\tv1.0.0\th1:x\n';
    const { lines, suggestion } = await stageOf(goProgram(['syscall.forkExec'], modules));
    expect(added(lines)).toEqual(['COPY --from=debian:13 /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/']);
    expect(suggestion?.risk.kind).toBe('breaking-if');
  });

  it('stays on a base where it writes to /tmp as a user, or where its functions are not found', async () => {
    const asUser = await stageOf(goProgram(['os.TempDir']), {
      last: 'USER 1000:1000\n',
      config: { User: '1000:1000' },
    });
    expect(asUser.lines[0]).toBe('FROM gcr.io/distroless/static-debian13');
    expect(asUser.suggestion?.evidence.join()).toContain('may write to /tmp, as a user who is not root');
    const packed = await stageOf(goProgram([], '', { constants: Buffer.alloc(10) }));
    expect(packed.lines[0]).toBe('FROM gcr.io/distroless/static-debian13');
  });

  it('stays on a base that has the time zone which is set', async () => {
    const { lines } = await stageOf(goProgram([]), { config: { Env: ['TZ=Europe/Madrid'] } });
    expect(lines[0]).toBe('FROM gcr.io/distroless/static-debian13');
  });
});

describe('a program with libraries', () => {
  const linked = (...calls: string[]) =>
    elfFile({ type: 2, interpreter: '/lib64/ld-linux-x86-64.so.2', dynamic: { needed: ['libc.so.6'], calls } });

  it('gets them with the loader, and the users that it looks up', async () => {
    const { lines, suggestion } = await stageOf(linked('getpwuid', 'pthread_exit'));
    expect(lines[0]).toBe('FROM scratch');
    expect(added(lines)).toEqual([
      'COPY --from=debian:13 /etc/passwd /etc/group /etc/',
      'COPY --from=debian:13 /lib64/ld-linux-x86-64.so.2 /lib64/',
      'COPY --from=debian:13 /usr/lib/x86_64-linux-gnu/libc.so.6 /usr/lib/x86_64-linux-gnu/libgcc_s.so.1 /usr/lib/x86_64-linux-gnu/',
    ]);
    expect(suggestion?.effects.map(({ kind }) => kind)).toEqual(['replaces-base', 'keeps']);
  });

  it('stays on a base where it opens others by their names, or the C library does', async () => {
    const opens = await stageOf(linked('dlopen'));
    expect(opens.lines[0]).toBe('FROM gcr.io/distroless/base-nossl-debian13');
    expect(opens.suggestion?.evidence.at(-1)).toContain('/server calls dlopen');
    const old = await stageOf(linked(), { glibc: '2.31' });
    expect(old.lines[0]).toBe('FROM gcr.io/distroless/base-nossl-debian13');
  });

  it('runs with musl, which no base has', async () => {
    const musl = elfFile({
      type: 2,
      interpreter: '/lib/ld-musl-x86_64.so.1',
      dynamic: { needed: ['libc.musl-x86_64.so.1'] },
    });
    const loader = elfFile({ interpreter: '/lib/ld-musl-x86_64.so.1', dynamic: { soname: 'libc.musl-x86_64.so.1' } });
    const layers = [
      [file('lib/ld-musl-x86_64.so.1', loader), file('lib/libc.musl-x86_64.so.1', loader)],
      [file('server', musl, executable)],
    ];
    const { lines } = await stageOf(musl, { layers });
    expect(lines.slice(0, 2)).toEqual(['FROM scratch', 'COPY --from=debian:13 /lib/ld-musl-x86_64.so.1 /lib/']);
  });
});
