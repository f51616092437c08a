import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type ElfPlan, elfFile } from '../../testing/elf-writer.ts';
import { readInPieces } from '../../testing/read-elf-bytes.ts';
import { knownPart } from './elf-file.ts';
import { goMagic } from './go-build.ts';

const read = (plan: ElfPlan) => readInPieces(elfFile(plan), 1000);

const glibc = { library: 'libc.so.6', versions: ['GLIBC_2.2.5', 'GLIBC_2.38'] };

it.each([
  { bits: 64, bigEndian: false, machine: 62, name: 'x86_64' },
  { bits: 32, bigEndian: false, machine: 3, name: 'i386' },
  { bits: 64, bigEndian: true, machine: 22, name: 's390x' },
  { bits: 32, bigEndian: true, machine: 8, name: 'mips' },
] as const)('tells a library of $name', ({ name, ...target }) => {
  const dynamic = {
    soname: 'libx.so.1',
    needed: ['liby.so.2', 'libc.so.6'],
    runpath: '$ORIGIN/../lib',
    rpath: '/opt/lib',
    flags: 0x800,
    versionsNeeded: [glibc, { library: 'liby.so.2', versions: ['Y_1'] }],
    versionsDefined: ['X_1.0', 'X_1.1'],
  };
  expect(read({ ...target, dynamic, sections: [] })).toMatchObject({
    bits: target.bits,
    bigEndian: target.bigEndian,
    machine: name,
    kind: 'shared-library',
    interpreter: knownPart(null),
    dynamic: knownPart({
      soname: 'libx.so.1',
      needed: ['liby.so.2', 'libc.so.6'],
      rpath: '/opt/lib',
      runpath: '$ORIGIN/../lib',
      pie: false,
      noDefaultFolders: true,
      versionsNeeded: knownPart([glibc, { library: 'liby.so.2', versions: ['Y_1'] }]),
      versionsDefined: knownPart(['X_1.0', 'X_1.1']),
    }),
    go: null,
    rust: null,
    packer: null,
  });
});

it('tells what a library needs whose names and versions are behind the code', () => {
  const dynamic = { soname: 'libx.so.1', needed: ['libc.so.6'], versionsNeeded: [glibc] };
  const plan = {
    code: Buffer.alloc(20 << 20),
    constants: Buffer.alloc(10 << 20),
    data: Buffer.alloc(1 << 20),
    dynamic,
  };
  expect(readInPieces(elfFile(plan), 1 << 18)).toMatchObject({
    dynamic: knownPart({ soname: 'libx.so.1', needed: ['libc.so.6'], versionsNeeded: knownPart([glibc]) }),
  });
});

it('tells programs apart from libraries', () => {
  const interpreter = '/lib64/ld-linux-x86-64.so.2';
  const kind = (plan: ElfPlan) => read(plan).kind;
  expect(kind({ type: 2, interpreter, dynamic: { needed: ['libc.so.6'] } })).toBe('executable');
  expect(kind({ interpreter, dynamic: { needed: ['libc.so.6'] } })).toBe('position-independent-executable');
  expect(kind({ dynamic: { flags: 0x8000000 } })).toBe('position-independent-executable');
  expect(kind({ interpreter, dynamic: { soname: 'libc.so.6' } })).toBe('shared-library');
  expect(kind({ type: 1, sections: [] })).toBe('object');
  expect(kind({ type: 1, sections: [{ name: '.gnu.linkonce.this_module', bytes: Buffer.from('x') }] })).toBe(
    'kernel-module',
  );
});

it('tells that a static program loads nothing', () => {
  expect(read({ type: 2, dynamic: null })).toMatchObject({
    kind: 'executable',
    interpreter: knownPart(null),
    dynamic: knownPart(null),
    sections: knownPart(null),
  });
});

it('sums what only a debugger reads', () => {
  const bytes = (length: number) => Buffer.alloc(length);
  const sections = [
    { name: '.comment', bytes: Buffer.from('GCC: 14\0rustc version 1.85.0 (4d91de4e4 2025-02-17)\0GCC: 14\0') },
    { name: '.debug_info', bytes: bytes(1000) },
    { name: '.zdebug_line', bytes: bytes(100) },
    { name: '.debug_gdb_scripts', bytes: bytes(34), flags: 2 },
    { name: '.debug_str', bytes: bytes(5), type: 8 },
    { name: '.symtab', bytes: bytes(48) },
    { name: '.strtab', bytes: bytes(7) },
    { name: '.gnu_debuglink', bytes: Buffer.from('x.debug\0\0\0\0\0') },
  ];
  expect(read({ dynamic: {}, sections })).toMatchObject({
    sections: knownPart({
      count: 10,
      stripped: false,
      debug: [
        { name: '.debug_info', bytes: 1000 },
        { name: '.zdebug_line', bytes: 100 },
        { name: '.symtab', bytes: 48 },
        { name: '.strtab', bytes: 7 },
      ],
      debugLink: 'x.debug',
      comments: ['GCC: 14', 'rustc version 1.85.0 (4d91de4e4 2025-02-17)'],
    }),
    rust: { compiler: 'rustc version 1.85.0 (4d91de4e4 2025-02-17)', crates: null },
  });
});

it('knows the debug information of another file by its sections without bytes', () => {
  const sections = [
    { name: '.text', bytes: Buffer.alloc(8), type: 8, flags: 6 },
    { name: '.dynamic', bytes: Buffer.alloc(8), type: 8, flags: 3 },
    { name: '.debug_info', bytes: Buffer.alloc(100) },
  ];
  const told = read({ interpreter: '/lib/ld.so', dynamic: { needed: ['libc.so.6'] }, sections });
  expect(told).toMatchObject({ kind: 'debug-information', dynamic: knownPart(null), interpreter: knownPart(null) });
});

it('reads build IDs and the libraries that a program may load later', () => {
  const mayLoad = '[{"feature":"lz4","priority":"suggested","soname":["liblz4.so.1"]}]\0';
  const notes = [
    { name: 'GNU', type: 3, content: Buffer.from('abcd12', 'hex') },
    { name: 'FDO', type: 0x407c0c0a, content: Buffer.from(mayLoad) },
    { name: 'FDO', type: 0x407c0c0a, content: Buffer.from('no JSON') },
  ];
  expect(read({ notes, dynamic: {} })).toMatchObject({ buildId: 'abcd12', mayLoad: ['liblz4.so.1'] });
});

const modules = [
  'path\texample.org/hello',
  'mod\texample.org/hello\t(devel)\t',
  'dep\texample.org/a\tv1.2.3\th1:x=',
  '=>\texample.org/fork\tv1.2.4\th1:y=',
  'dep\texample.org/b\tv0.1.0\th1:z=',
  'build\t-ldflags="-s -w"',
  'build\tCGO_ENABLED=0',
  '',
].join('\n');
const marked = `0123456789abcdef${modules}fedcba9876543210`;
const goBuild = {
  path: 'example.org/hello',
  main: { path: 'example.org/hello', version: '(devel)', replacedBy: null },
  modules: [
    { path: 'example.org/a', version: 'v1.2.3', replacedBy: { path: 'example.org/fork', version: 'v1.2.4' } },
    { path: 'example.org/b', version: 'v0.1.0', replacedBy: null },
  ],
  settings: [
    { name: '-ldflags', value: '-s -w' },
    { name: 'CGO_ENABLED', value: '0' },
  ],
};

it.each([1, 3, 16, 31, 500, 100_000])('reads what Go wrote, in pieces of %i bytes', (piece) => {
  const head = Buffer.concat([goMagic, Buffer.from([8, 2]), Buffer.alloc(16)]);
  const inline = Buffer.concat([head, text('go1.26.0'), text(marked)]);
  // A program that speaks of the magic has it elsewhere, too.
  const data = Buffer.concat([Buffer.alloc(5), goMagic, Buffer.alloc(70_000 - 19), inline]);
  expect(readInPieces(elfFile({ data: align(data, inline.length) }), piece).go).toEqual(
    knownPart({ version: 'go1.26.0', ...goBuild }),
  );
});

/** With the last `length` bytes at a multiple of 16. */
function align(data: Buffer, length: number): Buffer {
  const start = data.length - length;
  return Buffer.concat([data.subarray(0, start), Buffer.alloc((16 - (start % 16)) % 16), data.subarray(start)]);
}

function text(value: string): Buffer {
  const length = Buffer.byteLength(value);
  const varint = length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7];
  return Buffer.concat([Buffer.from(varint), Buffer.from(value)]);
}

it.each([false, true])('follows the pointers of Go before 1.18, big endian: %s', (bigEndian) => {
  const constants = Buffer.from(`xxgo1.16.15${marked}`);
  // Linkers put constants, then data, each at a page: addresses are offsets.
  const [constantsAt, dataAt] = [4096, 8192];
  const data = Buffer.alloc(80);
  goMagic.copy(data);
  data[14] = 8;
  data[15] = bigEndian ? 1 : 0;
  const write = (value: number, at: number) =>
    bigEndian ? data.writeBigUInt64BE(BigInt(value), at) : data.writeBigUInt64LE(BigInt(value), at);
  const words: [number, number][] = [
    [dataAt + 32, 16],
    [dataAt + 48, 24],
    [constantsAt + 2, 32],
    [9, 40],
    [constantsAt + 11, 48],
    [marked.length, 56],
  ];
  for (const [value, at] of words) write(value, at);
  const notes = [{ name: 'Go\0', type: 4, content: Buffer.from('build/id') }];
  const go = read({ bigEndian, notes, constants, data }).go;
  expect(go).toEqual(knownPart({ version: 'go1.16.15', ...goBuild }));
});

it('says that Go made a program that tells no more', () => {
  const notes = [{ name: 'Go\0', type: 4, content: Buffer.from('build/id') }];
  expect(read({ notes }).go).toEqual({
    state: 'unknown',
    why: "Go's linker made it, but it has no build information",
  });
});

const audit = {
  packages: [
    { name: 'hello', version: '0.1.0', source: 'local', dependencies: [1], root: true },
    { name: 'itoa', version: '1.0.1', source: 'crates.io', kind: 'build' },
  ],
};

it('reads what cargo auditable wrote, wherever it is behind what is loaded', () => {
  const sections = [
    { name: '.debug_info', bytes: Buffer.alloc(5_000_000) },
    { name: '.dep-v0', bytes: deflateSync(JSON.stringify(audit)) },
    { name: '.strtab', bytes: Buffer.alloc(1_000_000) },
  ];
  expect(read({ sections }).rust?.crates).toEqual(
    knownPart([
      { name: 'hello', version: '0.1.0', source: 'local', build: false, root: true, dependsOn: [1] },
      { name: 'itoa', version: '1.0.1', source: 'crates.io', build: true, root: false, dependsOn: [] },
    ]),
  );
});

it.each([1, 7, 64, 4096])('takes hints of Rust from panic messages, in pieces of %i bytes', (piece) => {
  const commit = '4d91de4e48198da2e33413efdcd9cd2cc0c46688';
  const constants = Buffer.from(
    `/rustc/x/rustc_ast/rustc/${commit}/library/core/src/str.rs${'.'.repeat(5000)}/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/serde_json-1.0.140/src/de.rs${'.'.repeat(300)}/registry/src/github.com-1ecc6299db9ec823/foo-bar-2-0.3.0-beta.1/src/lib.rs`,
  );
  expect(readInPieces(elfFile({ constants }), piece).rust).toEqual({
    compiler: null,
    version: null,
    commit,
    crates: null,
    hintedCrates: [
      { name: 'serde_json', version: '1.0.140' },
      { name: 'foo-bar-2', version: '0.3.0-beta.1' },
    ],
  });
});

it('tells a program that UPX packed, as nothing else in it can be read', () => {
  const packed = elfFile({ type: 2, constants: Buffer.from('UPX!') });
  packed.write('UPX!', 1000);
  expect(readInPieces(packed, 512).packer).toBe('upx');
});
