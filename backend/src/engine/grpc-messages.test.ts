import fc from 'fast-check';
import { expect, test } from 'vitest';
import { messagesIn } from './grpc-messages.ts';

const limits = { maxMessageBytes: 100, maxBytes: 1000 };

function framed(...messages: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    messages.flatMap((message) => {
      const prefix = Buffer.alloc(5);
      prefix.writeUInt32BE(message.length, 1);
      return [prefix, message];
    }),
  );
}

async function* cut(body: Buffer, places: readonly number[]) {
  const ends = [...new Set(places.map((place) => place % (body.length + 1)))].sort((a, b) => a - b);
  let start = 0;
  for (const end of [...ends, body.length]) {
    yield body.subarray(start, end);
    start = end;
  }
}

async function all(body: AsyncIterable<Uint8Array>): Promise<string[]> {
  const messages: string[] = [];
  for await (const message of messagesIn(body, limits)) messages.push(message.toString('hex'));
  return messages;
}

test('messages come out whole, wherever their bytes are cut', async () => {
  const bytes = fc.uint8Array({ maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.array(bytes, { maxLength: 8 }), fc.array(fc.nat()), async (messages, places) => {
      const read = await all(cut(framed(...messages), places));
      expect(read).toEqual(messages.map((message) => Buffer.from(message).toString('hex')));
    }),
  );
});

test.each([
  ['a message that is cut', framed(Buffer.from('abc')).subarray(0, 6), 'engine-error'],
  ['a prefix that is cut', Buffer.alloc(3), 'engine-error'],
  ['a compressed message', Buffer.from([1, 0, 0, 0, 1, 7]), 'engine-error'],
  ['a message that is too long', framed(Buffer.alloc(101)), 'limit-exceeded'],
  ['too many messages', framed(...Array.from({ length: 100 }, () => Buffer.alloc(10))), 'limit-exceeded'],
])('%s is refused', async (_, body, code) => {
  await expect(all(cut(body, []))).rejects.toMatchObject({ code });
});
