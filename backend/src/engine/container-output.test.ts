import fc from 'fast-check';
import { expect, it } from 'vitest';
import { demultiplexed } from './container-output.ts';

const frame = (kind: number, text: string) => {
  const header = Buffer.alloc(8);
  header[0] = kind;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

async function* inPieces(bytes: Buffer, sizes: readonly number[]) {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

it('tells both streams apart, however the bytes are cut', async () => {
  const piece = fc.tuple(fc.constantFrom(1, 2), fc.string({ unit: 'grapheme', maxLength: 20 }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
      async (pieces, sizes) => {
        const bytes = Buffer.concat(pieces.map(([kind, text]) => frame(kind, text)));
        const text = (wanted: number) => pieces.map(([kind, text]) => (kind === wanted ? text : '')).join('');
        expect(await demultiplexed(inPieces(bytes, sizes), 1 << 20)).toEqual({
          stdout: text(1),
          stderr: text(2),
          cut: false,
        });
      },
    ),
  );
});

it('keeps so much of each stream, and says that there was more', async () => {
  const bytes = Buffer.concat([frame(1, 'abcdef'), frame(2, 'x'), frame(1, 'g')]);
  expect(await demultiplexed(inPieces(bytes, [5]), 4)).toMatchObject({ stdout: 'abcd', cut: true });
  const options = { untilEnd: true };
  expect(await demultiplexed(inPieces(bytes, [5]), 4, options)).toEqual({ stdout: 'abcd', stderr: 'x', cut: true });
});
