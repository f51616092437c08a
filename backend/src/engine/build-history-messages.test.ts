import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '../failure.ts';
import { recordIn } from './build-history-messages.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

/** A message of fields that hold text, bytes or numbers. */
function message(fields: readonly (readonly [number, string | number | Uint8Array])[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [field, value] of fields) {
    if (typeof value === 'number') writer.tag(field, WireType.Varint).int64(value);
    else if (typeof value === 'string') writer.tag(field, WireType.LengthDelimited).string(value);
    else writer.tag(field, WireType.LengthDelimited).bytes(value);
  }
  return writer.finish();
}

const pair = (key: string | number, value: string | Uint8Array) =>
  message([
    [1, key],
    [2, value],
  ]);
const descriptor = (of: string, predicateType?: string) =>
  message([
    [1, 'application/vnd.oci.image.index.v1+json'],
    [2, of],
    [3, 856],
    ...(predicateType === undefined ? [] : [[5, pair('in-toto.io/predicate-type', predicateType)] as const]),
  ]);
const slsa = 'https://slsa.dev/provenance/v0.2';

const record = message([
  [1, 'ogswv5hfkdg2lcwx8piwl5nib'],
  [3, pair('build-arg:VERSION', '7')],
  [3, pair('filename', 'app.Dockerfile')],
  [4, message([[1, 'image']])],
  [
    6,
    message([
      [1, 1_795_442_699],
      [2, 215_222_369],
    ]),
  ],
  [7, message([[1, 1_795_442_701]])],
  [9, pair('containerimage.digest', digest('d'))],
  [9, pair('refs.platforms', '{}')],
  [
    10,
    message([
      [1, descriptor(digest('a'))],
      [2, descriptor(digest('b'), slsa)],
      [3, pair(0, descriptor(digest('c')))],
    ]),
  ],
  [11, pair('linux/arm64', message([[2, descriptor(digest('e'), slsa)]]))],
  [12, 1],
  [99, 'what a newer version has'],
]);

const event = (type: number, of: Uint8Array = record) =>
  message([
    [1, type],
    [2, of],
  ]);

test('a record tells what was asked for, what came out, and what is attested of it', () => {
  expect(recordIn(event(1))).toEqual({
    ref: 'ogswv5hfkdg2lcwx8piwl5nib',
    succeeded: true,
    createdAt: 1_795_442_699_215,
    completedAt: 1_795_442_701_000,
    attributes: new Map([
      ['build-arg:VERSION', '7'],
      ['filename', 'app.Dockerfile'],
    ]),
    results: new Set([digest('d'), digest('a'), digest('c')]),
    attestations: [
      { platform: null, predicateType: slsa, digest: digest('b'), size: 856 },
      { platform: 'linux/arm64', predicateType: slsa, digest: digest('e'), size: 856 },
    ],
  });
});

test('a build that runs, failed or was removed has not succeeded', () => {
  expect(recordIn(event(0))?.succeeded).toBe(false);
  const failed = Buffer.concat([record, message([[5, message([[2, 'exit code 1']])]])]);
  expect(recordIn(event(1, failed))?.succeeded).toBe(false);
  expect(recordIn(event(2))).toBeNull();
  expect(recordIn(message([[1, 1]]))).toBeNull();
});

test('whatever the bytes, they are read or refused', () => {
  const damaged = fc.tuple(fc.nat(), fc.nat(255)).map(([at, byte]) => {
    const bytes = Uint8Array.from(event(1));
    bytes[at % bytes.length] = byte;
    return bytes;
  });
  const cut = fc.nat().map((at) => event(1).subarray(0, at % record.length));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), damaged, cut), (bytes) => {
      try {
        recordIn(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
      }
    }),
    { numRuns: 2000 },
  );
});
