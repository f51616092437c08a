import { existsSync, readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elfFile } from '../../testing/elf-writer.ts';
import { readInPieces } from '../../testing/read-elf-bytes.ts';
import { Unreadable } from '../readings/file-reader.ts';
import { keptBudget } from './keep-plan.ts';

const wholePlan = {
  interpreter: '/lib64/ld-linux-x86-64.so.2',
  dynamic: {
    needed: ['libc.so.6', 'libm.so.6'],
    soname: 'libx.so',
    runpath: '$ORIGIN',
    versionsNeeded: [{ library: 'libc.so.6', versions: ['GLIBC_2.2.5', 'GLIBC_2.38'] }],
    versionsDefined: ['X_1', 'X_2'],
  },
  notes: [{ name: 'GNU', type: 3, content: Buffer.from('abcd') }],
  sections: [{ name: '.debug_info', bytes: Buffer.alloc(10) }],
};
const whole = elfFile(wholePlan);

/** Fields of the 64-bit header. */
const segmentsAt = 32;
const sectionsAt = 40;
const segmentCount = 56;
const sectionCount = 60;
const sectionNames = 62;

/** The file with 8 bytes changed, or 2. */
function changed(at: number, value: number | bigint): Buffer {
  const bytes = Buffer.from(whole);
  if (typeof value === 'bigint') bytes.writeBigUInt64LE(value, at);
  else bytes.writeUInt16LE(value, at);
  return bytes;
}

const unknown = (why: string | RegExp) => ({ state: 'unknown', why: expect.stringMatching(why) });

it.each([
  ['segments beyond the end', changed(segmentsAt, 1n << 40n), 'dynamic', /beyond the end of the file/],
  ['segments nowhere', changed(segmentsAt, 0xffff_ffff_ffff_fff0n), 'dynamic', /beyond the end/],
  ['65535 segments', changed(segmentCount, 65_535), 'interpreter', /65535 program headers are more than/],
  ['sections beyond the end', changed(sectionsAt, 1n << 50n), 'sections', /beyond the end/],
  ['too many sections', changed(sectionCount, 65_535), 'sections', /beyond the end/],
  ['names of sections nowhere', changed(sectionNames, 4000), 'sections', /does not have/],
] as const)('says why a part is unknown: %s', (_, bytes, part, why) => {
  const told = readInPieces(bytes, 700);
  expect(told[part]).toEqual(unknown(why));
  // The other parts are as they were.
  if (part === 'sections') expect(told.dynamic.state).toBe('known');
  else expect(told.sections.state).toBe('known');
});

it('takes headers that lie over each other for what they say', () => {
  expect(readInPieces(changed(sectionsAt, 64n), 700)).toMatchObject({ machine: 'x86_64', dynamic: { state: 'known' } });
});

it('reads what is left of a file that was cut', () => {
  for (let length = 64; length < whole.length; length += 61) {
    const told = readInPieces(whole.subarray(0, length), 100);
    expect(told.machine).toBe('x86_64');
    if (length < whole.length - 100) expect(told.sections).toEqual(unknown(/beyond the end/));
  }
  expect(() => readInPieces(whole.subarray(0, 63), 10)).toThrow(Unreadable);
  expect(() => readInPieces(Buffer.from('\x7fELF\x07\x01 and no more than a text', 'latin1'), 10)).toThrow(
    'class 7 is neither 32 nor 64 bits',
  );
});

it('keeps a bounded part of a file that claims to be huge', () => {
  const before = process.memoryUsage().arrayBuffers;
  const bytes = Buffer.from(whole);
  bytes.writeBigUInt64LE(10_000_000_000n - 640n, sectionsAt);
  const told = readInPieces(bytes, 1000, 10_000_000_000);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * keptBudget);
  expect(told.sections).toEqual(unknown("the section table lies where the file's bytes were not kept"));
  expect(told.dynamic.state).toBe('known');
});

it('refuses more needed libraries than there can be', () => {
  const needed = Array.from({ length: 5000 }, (_, i) => `lib${i}.so`);
  expect(readInPieces(elfFile({ dynamic: { needed } }), 5000).dynamic).toEqual(
    unknown('it needs 5000 libraries, more than the 4096 that are read'),
  );
  const million = elfFile({ dynamic: { needed: new Array(1_000_000).fill('libx.so') } });
  expect(readInPieces(million, 65_536).dynamic).toEqual(unknown(/^the dynamic section has 160\d+ bytes, more than/));
});

it('follows a chain of versions that leads back, or on for ever, to its bound only', () => {
  const versions = Array.from({ length: 10_000 }, (_, i) => `V_${i}`);
  const told = readInPieces(elfFile({ dynamic: { versionsNeeded: [{ library: 'x', versions }] } }), 50_000);
  expect(told.dynamic).toMatchObject({
    state: 'known',
    value: { versionsNeeded: unknown(/more than the 8192 symbol versions/) },
  });
});

describe('what cargo auditable did not write', () => {
  const crates = (bytes: Uint8Array) =>
    readInPieces(elfFile({ sections: [{ name: '.dep-v0', bytes }] }), 9999).rust?.crates;

  it.each([
    ['a bomb', deflateSync(Buffer.alloc(200 << 20)), 'inflates to more than 8388608 bytes'],
    ['no zlib', Buffer.from('nothing'), 'cannot be inflated'],
    ['no JSON', deflateSync('{"packages":'), 'is not JSON'],
    ['other JSON', deflateSync('{"packages":[{"name":1}]}'), 'is not what cargo auditable writes'],
    ['deep JSON', deflateSync('['.repeat(1 << 20)), 'is not JSON'],
  ])('is %s', (_, bytes, why) => {
    expect(crates(bytes)).toEqual(unknown(why));
  });
});

const systemFiles = ['/bin/sh', '/bin/ls', '/usr/bin/env', '/lib64/ld-linux-x86-64.so.2', process.execPath]
  .filter((path) => existsSync(path))
  .map((path) => readFileSync(path))
  .filter((bytes) => bytes.subarray(0, 4).toString('latin1') === '\x7fELF')
  .map((bytes) =>
    bytes.length > 1 << 20 ? Buffer.concat([bytes.subarray(0, 1 << 19), bytes.subarray(-(1 << 19))]) : bytes,
  );

it('neither breaks nor tells without bound, whatever is changed in a file', () => {
  const place = fc.oneof(
    fc.nat(128),
    fc.nat(1024),
    fc.nat().map((at) => -1 - (at % 4096)),
    fc.nat(),
  );
  const change = fc.record({
    at: place,
    value: fc.oneof(fc.bigInt(0n, 0xffff_ffff_ffff_ffffn), fc.bigInt(0n, 65_536n)),
    width: fc.constantFrom(1, 2, 4, 8),
  });
  const damaged = fc.record({
    file: fc.constantFrom(whole, elfFile({ ...wholePlan, bits: 32, bigEndian: true, machine: 8 }), ...systemFiles),
    changes: fc.array(change, { minLength: 1, maxLength: 12 }),
    length: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: 1 }),
    piece: fc.integer({ min: 1000, max: 200_000 }),
  });
  fc.assert(
    fc.property(damaged, ({ file, changes, length, piece }) => {
      const bytes = Buffer.from(file);
      for (const { at, value, width } of changes) {
        const offset = ((at % bytes.length) + bytes.length) % bytes.length;
        const word = Buffer.alloc(8);
        word.writeBigUInt64LE(value);
        word.copy(bytes, offset, 0, width);
      }
      bytes.write('\x7fELF', 0, 'latin1');
      const left = bytes.subarray(0, Math.max(4, Math.floor(length * bytes.length)));
      try {
        const told = readInPieces(left, piece);
        expect(JSON.stringify(told).length).toBeLessThan(4 << 20);
        // However the file is cut into pieces.
        expect(readInPieces(left, left.length)).toEqual(told);
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
      }
    }),
    { numRuns: 1500 },
  );
});
