import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ContentData, infoIn, readRequest } from './content-messages.ts';

/** A gRPC message with a ReadContentResponse: offset = 1, data = 2. */
function framed(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function response(data: Uint8Array, offset: number): BinaryWriter {
  const writer = new BinaryWriter();
  if (offset > 0) writer.tag(1, WireType.Varint).int64(offset);
  return data.length > 0 ? writer.tag(2, WireType.LengthDelimited).bytes(data) : writer;
}

function dataOf(chunks: Iterable<Uint8Array>): Buffer {
  const messages = new ContentData();
  return Buffer.concat([...chunks].flatMap((chunk) => [...messages.in(chunk)]));
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
}

test('data comes out whole, however messages are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), fc.array(fc.nat()), (parts, places) => {
      let offset = 0;
      const stream = parts.map((part) => {
        const message = framed(response(part, offset).finish());
        offset += part.length * 1_000_003;
        return message;
      });
      expect(dataOf(cut(Buffer.concat(stream), places))).toEqual(Buffer.concat(parts));
    }),
  );
});

test('fields that are not known are passed over', () => {
  const message = new BinaryWriter()
    .tag(9, WireType.LengthDelimited)
    .string('later')
    .tag(8, WireType.Bit64)
    .fixed64(1)
    .tag(2, WireType.LengthDelimited)
    .bytes(Buffer.from('data'))
    .tag(7, WireType.Bit32)
    .fixed32(1)
    .tag(6, WireType.Varint)
    .uint64(2n ** 63n);
  expect(dataOf([framed(message.finish())]).toString()).toBe('data');
});

test.each([
  ['a compressed message', Buffer.from([1, 0, 0, 0, 1, 0])],
  ['a field longer than its message', framed(Buffer.from([0x12, 0x7f, 0x00]))],
  ['a message that ends early', framed(Buffer.from([0x12]))],
  ['an endless number', framed(Buffer.alloc(12, 0xff))],
])('%s is refused', (what, bytes) => {
  expect(() => dataOf([bytes])).toThrow(
    expect.objectContaining({ code: 'engine-error', message: expect.stringContaining(what) }),
  );
});

test('any bytes are either read or refused', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
      try {
        dataOf(chunks);
      } catch (error) {
        expect(error).toMatchObject({ code: 'engine-error' });
      }
    }),
  );
});

test('a request names digest, offset and size', () => {
  const reader = new BinaryReader(readRequest('sha256:ab', 5, 7_000_000_000));
  expect([reader.tag()[0], reader.string(), reader.tag()[0], reader.int64(), reader.tag()[0], reader.int64()]).toEqual([
    1,
    'sha256:ab',
    2,
    expect.toSatisfy((offset) => Number(offset) === 5),
    3,
    expect.toSatisfy((size) => Number(size) === 7_000_000_000),
  ]);
});

test('an answer about a blob tells its digest and size', () => {
  const info = new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .string('sha256:ab')
    .tag(2, WireType.Varint)
    .int64(391_000_000)
    .tag(5, WireType.LengthDelimited)
    .bytes(Buffer.from([0x0a, 0x00]));
  const message = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(info.finish());
  expect(infoIn(message.finish())).toEqual({ digest: 'sha256:ab', size: 391_000_000 });
});
