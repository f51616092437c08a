import { open } from 'node:fs/promises';
import { Failure } from '../failure.ts';
import { readBlob } from './content-store.ts';
import type { LayerBytes } from './described-image.ts';

const chunkBytes = 1024 * 1024;

/**
 * Streams the stored bytes of a layer, exactly `size` of them, in order.
 * @throws Failure `layer-damaged` where the store has more or fewer bytes, `archive-damaged` where the file ends early,
 * `blob-missing`, `engine-absent`, `permission-denied`, `engine-gone`, `not-found` (no such file), `cancelled`
 */
export function openLayerBytes(bytes: LayerBytes, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  return bytes.from === 'file' ? readFileRange(bytes, signal) : readStored(bytes, signal);
}

async function* readStored(
  { engine, digest, size }: Extract<LayerBytes, { from: 'content-store' }>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const chunk of readBlob(engine, digest, {}, signal)) {
    read += chunk.length;
    if (read > size) break;
    yield chunk;
  }
  if (read !== size) {
    const found = read > size ? 'more bytes' : `${read} bytes`;
    throw new Failure('layer-damaged', `the engine holds ${found} under ${digest}, and its manifest says ${size}`, {
      hint: 'Remove the image and pull or build it again.',
    });
  }
}

async function* readFileRange(
  { path, offset, size }: Extract<LayerBytes, { from: 'file' }>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  stopIfAborted(signal);
  await using file = await openFile(path);
  for (let at = 0; at < size; ) {
    stopIfAborted(signal);
    const length = Math.min(chunkBytes, size - at);
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(length), 0, length, offset + at);
    if (bytesRead === 0) {
      throw new Failure('archive-damaged', `${path} ends at byte ${offset + at}, inside a layer of ${size} bytes`, {
        hint: 'The file was not written to its end: save or copy it again.',
      });
    }
    at += bytesRead;
    yield bytesRead === length ? buffer : buffer.subarray(0, bytesRead);
  }
}

async function openFile(path: string) {
  try {
    return await open(path, 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Failure('not-found', `${path} is gone`, { cause: error });
    if (code === 'EACCES') throw new Failure('permission-denied', `no permission to read ${path}`, { cause: error });
    throw error;
  }
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('cancelled', 'cancelled');
}
