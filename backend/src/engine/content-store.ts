import { createHash } from 'node:crypto';
import type http2 from 'node:http2';
import { Failure } from '../failure.ts';
import type { EngineAddress } from './address.ts';
import { type BlobInfo, ContentData, infoIn, infoRequest, readRequest } from './content-messages.ts';
import type { Digest } from './described-image.ts';
import { openGrpc } from './grpc.ts';
import { callGrpc, GrpcError, grpcStatus } from './grpc-call.ts';

export interface BlobRange {
  readonly offset?: number;
  /** Bytes; to the end where it is left out. */
  readonly size?: number;
}

/**
 * Streams a blob of the engine's content store, as it is stored.
 * @throws Failure `blob-missing`, `not-supported` (no content store), `engine-absent`, `permission-denied`,
 * `engine-gone`, `cancelled`
 */
export async function* readBlob(
  address: EngineAddress,
  digest: Digest,
  range: BlobRange,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const store = await ContentStore.open(address, signal);
  try {
    yield* store.read(digest, range);
  } finally {
    store.close();
  }
}

/** @returns null where the store does not have the blob */
export async function blobInfo(address: EngineAddress, digest: Digest, signal: AbortSignal): Promise<BlobInfo | null> {
  const store = await ContentStore.open(address, signal);
  try {
    return await store.info(digest);
  } finally {
    store.close();
  }
}

const service = '/containerd.services.content.v1.Content';
const maxInfoBytes = 1024 * 1024;

/** One connection to the content store, for calls at once or one after another; gone when its signal aborts. */
export class ContentStore {
  readonly #session: http2.ClientHttp2Session;
  readonly #address: EngineAddress;
  readonly #signal: AbortSignal;

  private constructor(session: http2.ClientHttp2Session, address: EngineAddress, signal: AbortSignal) {
    this.#session = session;
    this.#address = address;
    this.#signal = signal;
    signal.addEventListener('abort', this.close, { once: true });
    if (signal.aborted) this.close();
  }

  static async open(address: EngineAddress, signal: AbortSignal): Promise<ContentStore> {
    return new ContentStore(await openGrpc(address, signal), address, signal);
  }

  readonly close = (): void => {
    this.#signal.removeEventListener('abort', this.close);
    this.#session.destroy();
  };

  /** @returns null where the store does not have the blob */
  async info(digest: Digest): Promise<BlobInfo | null> {
    const pieces: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const piece of this.#call('Info', infoRequest(digest))) {
        bytes += piece.length;
        if (bytes > maxInfoBytes)
          throw new Failure('limit-exceeded', `the engine tells more than is read of ${digest}`);
        pieces.push(piece);
      }
    } catch (error) {
      if (error instanceof GrpcError && error.status === grpcStatus.notFound) return null;
      throw storeFailure(error, digest);
    }
    return infoIn(Buffer.concat(pieces).subarray(5));
  }

  async *read(digest: Digest, { offset = 0, size }: BlobRange = {}): AsyncGenerator<Uint8Array> {
    // In a request a size of 0 means to the end.
    if (size === 0) return;
    const messages = new ContentData();
    try {
      for await (const chunk of this.#call('Read', readRequest(digest, offset, size ?? 0))) yield* messages.in(chunk);
    } catch (error) {
      throw storeFailure(error, digest);
    }
  }

  /**
   * A blob as a whole, checked against its digest.
   * @throws Failure as `readBlob`, and `limit-exceeded`, `digest-mismatch`
   */
  async document(digest: Digest, maxBytes: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of this.read(digest)) {
      bytes += piece.length;
      if (bytes > maxBytes) throw new Failure('limit-exceeded', `${digest} is larger than ${maxBytes} bytes`);
      pieces.push(piece);
    }
    const document = Buffer.concat(pieces);
    if (`sha256:${createHash('sha256').update(document).digest('hex')}` !== digest) {
      throw new Failure('digest-mismatch', `the engine's content store holds other bytes under ${digest}`);
    }
    return document;
  }

  #call(method: string, message: Uint8Array): AsyncGenerator<Buffer> {
    return callGrpc(this.#session, this.#address, `${service}/${method}`, message, this.#signal);
  }
}

function storeFailure(error: unknown, digest: Digest): unknown {
  if (!(error instanceof GrpcError)) return error;
  if (error.status === grpcStatus.notFound) {
    return new Failure('blob-missing', `the engine does not hold the blob ${digest}`, {
      hint: 'Pull or build the image again.',
      cause: error,
    });
  }
  if (error.status === grpcStatus.unimplemented) {
    return new Failure('not-supported', 'the engine does not hand out blobs', { cause: error });
  }
  return new Failure('engine-error', `the engine could not hand out the blob ${digest}: ${error.message}`, {
    cause: error,
  });
}
