import { Failure } from '../failure.ts';

/** A piece of what a container printed. */
export interface PrintedPiece {
  readonly to: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

const headerBytes = 8;

/**
 * Takes the streams apart that an engine sends as one: frames of a kind, three bytes, a length and the content (Docker
 * Engine API, ContainerAttach). Content is handed on as it comes, whatever the frame's length.
 * @throws Failure `engine-error` where the stream is none, or is cut
 */
export async function* printedPieces(body: AsyncIterable<Uint8Array>): AsyncGenerator<PrintedPiece> {
  const header = Buffer.alloc(headerBytes);
  let filled = 0;
  let left = 0;
  for await (const piece of body) {
    for (let at = 0; at < piece.length; ) {
      if (left > 0) {
        const bytes = piece.subarray(at, at + left);
        left -= bytes.length;
        at += bytes.length;
        yield { to: header[0] === 2 ? 'stderr' : 'stdout', bytes };
        continue;
      }
      header[filled++] = piece[at++] ?? 0;
      if (filled < headerBytes) continue;
      filled = 0;
      left = header.readUInt32BE(4);
      if ((header[0] ?? 0) > 2)
        throw new Failure('engine-error', 'the engine sent what a container prints in an unknown form');
    }
  }
  if (left > 0 || filled > 0) throw new Failure('engine-error', 'the engine cut off what a container printed');
}
