import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib';
import { Failure } from '../failure.ts';

export type Compression = 'gzip' | 'zstd' | 'none';

const outputChunk = 1 << 18;

/** A piece of a layer's tar. */
export interface Unpacked {
  /** Valid until the next is asked for. */
  readonly piece: Uint8Array;
  /** Bytes of the blob that were used for it: what it takes compressed. Those of all pieces together are the blob. */
  readonly blobBytes: number;
}

/** Compression by the first bytes: media types and names of blobs cannot be trusted. */
export function sniffCompression(start: Uint8Array): Compression {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  if (start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd) return 'zstd';
  // A zstd stream may begin with a skippable frame (RFC 8878, 3.1.2).
  if (((start[0] ?? 0) & 0xf0) === 0x50 && start[1] === 0x2a && start[2] === 0x4d && start[3] === 0x18) return 'zstd';
  return 'none';
}

/** @throws Failure `layer-damaged` where the compressed stream is cut or wrong */
export async function* decompress(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Unpacked> {
  const { start, rest } = await peek(bytes, 4);
  const compression = sniffCompression(start);
  try {
    if (compression === 'gzip') yield* gunzip(rest);
    else if (compression === 'zstd') yield* unzstd(rest);
    else for await (const piece of rest) yield { piece, blobBytes: piece.length };
  } catch (error) {
    throw asFailure(error, compression);
  }
}

async function* gunzip(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Unpacked> {
  const source = Readable.from(bytes, { objectMode: false, highWaterMark: 1 << 21 });
  const inflate = createGunzip({ chunkSize: outputChunk });
  source.on('error', (error) => inflate.destroy(error));
  source.pipe(inflate);
  try {
    yield* unpacked(inflate);
  } finally {
    source.destroy();
    inflate.destroy();
  }
}

/** What comes out, with how far the decompressor had got in the blob: it holds no more back than one piece. */
async function* unpacked(inflate: Gunzip | ZstdDecompress): AsyncGenerator<Unpacked> {
  let used = 0;
  for await (const piece of inflate) {
    yield { piece, blobBytes: inflate.bytesWritten - used };
    used = inflate.bytesWritten;
  }
}

/**
 * Layers may have many zstd frames (zstd:chunked has one a file). Node's decompressor ends with the first frame and
 * drops what follows it in the same piece, so each frame gets a decompressor of its own.
 */
async function* unzstd(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Unpacked> {
  const pieces = bytes[Symbol.asyncIterator]();
  try {
    for (let rest = await nextPiece(pieces); rest !== null; ) {
      const inflate = createZstdDecompress({ chunkSize: outputChunk });
      const feeding = feedFrame(inflate, rest, pieces);
      feeding.catch((error) => inflate.destroy(error));
      try {
        yield* unpacked(inflate);
        rest = await feeding;
      } finally {
        inflate.destroy();
      }
    }
  } finally {
    await pieces.return?.();
  }
}

/** Writes pieces until the frame is whole. @returns what is left of the last piece, or null at the end of all */
async function feedFrame(
  inflate: ZstdDecompress,
  first: Uint8Array,
  pieces: AsyncIterator<Uint8Array>,
): Promise<Uint8Array | null> {
  for (let piece: Uint8Array | null = first; piece !== null; piece = await nextPiece(pieces)) {
    const before = inflate.bytesWritten;
    await write(inflate, piece);
    const used = inflate.bytesWritten - before;
    if (used < piece.length) return piece.subarray(used);
  }
  inflate.end();
  return null;
}

function write(inflate: ZstdDecompress, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    // A destroyed stream may never call back.
    inflate.once('close', resolve);
    inflate.write(piece, (error) => {
      inflate.off('close', resolve);
      if (error) reject(error);
      else resolve();
    });
  });
}

async function nextPiece(pieces: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
  const next = await pieces.next();
  return next.done ? null : next.value;
}

function asFailure(error: unknown, compression: Compression): unknown {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(Z_|ZSTD_)/.test(error.code)) {
    return new Failure('layer-damaged', `the ${compression} stream is damaged: ${error.message}`, { cause: error });
  }
  return error;
}

/** The first bytes, and an iterable that still has them in front. */
async function peek(
  bytes: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ start: Uint8Array; rest: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  let start: Uint8Array = new Uint8Array(0);
  while (start.length < length) {
    const next = await iterator.next();
    if (next.done) break;
    start = start.length === 0 ? next.value : Buffer.concat([start, next.value]);
  }
  const rest = (async function* () {
    try {
      if (start.length > 0) yield start;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  })();
  return { start, rest };
}
