import type { MessagePort } from 'node:worker_threads';
import type { EngineAddress } from '../engine/address.ts';
import type { Digest, LayerBytes } from '../engine/described-image.ts';
import type { FailureReport } from '../failure.ts';
import { encodeReadings } from '../readings/layer-readings.ts';
import { type LayerIndex, type LayerSize, layerIndexOver } from './layer-index.ts';
import type { ScanLimits, ScannedLayer } from './scan-layer.ts';

/** What a worker is asked to do. Plain data, as it is copied to the worker's thread. */
export type ScanTask =
  | {
      readonly what: 'layer';
      readonly bytes: LayerBytes;
      readonly diffId: Digest;
      readonly limits: ScanLimits;
      readonly readers: string;
      readonly counter: ByteCounter;
      readonly results: MessagePort;
    }
  | {
      readonly what: 'save-stream';
      readonly engine: EngineAddress;
      readonly image: string;
      readonly platform: string | undefined;
      readonly limits: ScanLimits;
      readonly readers: string;
      readonly counter: ByteCounter;
      readonly results: MessagePort;
    };

/** How a task ended. The layers themselves go through the task's port, one by one, so that none waits in memory. */
export interface ScanAnswer {
  readonly failure: FailureReport | null;
  /** The JSON documents that stood in the save stream, by path. */
  readonly documents: ReadonlyMap<string, string>;
  /** Parts of the save stream that could not be read as a layer. */
  readonly unreadable: ReadonlyMap<string, FailureReport>;
}

/** One layer on its way between threads. */
export interface SentLayer {
  readonly diffId: Digest;
  readonly size: LayerSize;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** As `encodeReadings` writes them: they are wanted on the disk first. */
  readonly readings: Uint8Array<ArrayBuffer>;
}

export function sendLayer(port: MessagePort, { index, readings }: ScannedLayer): void {
  const size = { nodes: index.nodeCount, nameBytes: index.names.length, linkBytes: index.links.length };
  const encoded = encodeReadings(readings);
  const layer: SentLayer = { diffId: index.diffId, size, bytes: index.bytes, readings: encoded };
  port.postMessage(layer, [index.bytes.buffer, encoded.buffer]);
}

export function receivedIndex(layer: SentLayer): LayerIndex {
  return layerIndexOver(layer.bytes.buffer, layer.size, layer.diffId, layer.bytes.byteOffset);
}

/** Bytes that a worker has read so far, seen by the main thread without a message for each piece. */
export type ByteCounter = BigInt64Array<SharedArrayBuffer>;

export function newByteCounter(): ByteCounter {
  return new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
}

export function bytesRead(counter: ByteCounter): number {
  return Number(Atomics.load(counter, 0));
}

export async function* counted(bytes: AsyncIterable<Uint8Array>, counter: ByteCounter): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    Atomics.add(counter, 0, BigInt(piece.length));
    yield piece;
  }
}
