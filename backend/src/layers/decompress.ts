import { Readable, type Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { Failure } from '../failure.ts';

export type Compression = 'gzip' | 'zstd' | 'none';

const outputChunk = 1 << 18;

/** Compression by the first bytes: media types and names of blobs cannot be trusted. */
export function sniffCompression(start: Uint8Array): Compression {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  if (start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd) return 'zstd';
  // A zstd stream may begin with a skippable frame (RFC 8878, 3.1.2).
  if (((start[0] ?? 0) & 0xf0) === 0x50 && start[1] === 0x2a && start[2] === 0x4d && start[3] === 0x18) return 'zstd';
  return 'none';
}

export function inflaterFor(compression: 'gzip' | 'zstd'): Transform {
  return compression === 'gzip'
    ? createGunzip({ chunkSize: outputChunk })
    : createZstdDecompress({ chunkSize: outputChunk });
}

/** @throws Failure `layer-damaged` where the compressed stream is cut or wrong */
export async function* decompress(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { start, rest } = await peek(bytes, 4);
  const compression = sniffCompression(start);
  if (compression === 'none') {
    yield* rest;
    return;
  }
  const inflate = inflaterFor(compression);
  const source = Readable.from(rest, { objectMode: false, highWaterMark: 1 << 21 });
  source.on('error', (error) => inflate.destroy(error));
  source.pipe(inflate);
  try {
    for await (const piece of inflate) yield piece as Uint8Array;
  } catch (error) {
    throw damagedStream(error, compression);
  } finally {
    source.destroy();
    inflate.destroy();
  }
}

/** What an inflater's error means: damage, or the error itself where it is of another kind. */
export function damagedStream(error: unknown, compression: Compression): unknown {
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
