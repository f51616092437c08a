import { expect, it } from 'vitest';
import { type PrintedPiece, printedPieces } from './container-frames.ts';

async function read(bytes: Buffer, pieceBytes: number): Promise<Record<PrintedPiece['to'], string>> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const printed = { stdout: '', stderr: '' };
  for await (const piece of printedPieces(pieces())) printed[piece.to] += Buffer.from(piece.bytes).toString();
  return printed;
}

function frame(kind: number, text: string): Buffer {
  const header = Buffer.from([kind, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(text.length, 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

const frames = Buffer.concat([frame(1, 'one'), frame(2, 'complaint'), frame(1, ''), frame(1, ' two')]);

it.each([1, 2, 7, 9, 100])('takes frames apart that come in pieces of %i bytes', async (pieceBytes) => {
  expect(await read(frames, pieceBytes)).toEqual({ stdout: 'one two', stderr: 'complaint' });
});

it.each([frames.subarray(0, -1), frames.subarray(0, 14), Buffer.from('HTTP/1.1 200 OK')])(
  'refuses what is no such stream',
  async (bytes) => {
    await expect(read(bytes, 5)).rejects.toMatchObject({ code: 'engine-error' });
  },
);
