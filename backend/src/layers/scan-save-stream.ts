import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { Failure, type FailureReport } from '../failure.ts';
import { decodeName } from '../paths/path-bytes.ts';
import { TarDamage } from '../tar/header.ts';
import { type TarEntry, type TarHandler, TarReader } from '../tar/reader.ts';
import { decompress, sniffCompression } from './decompress.ts';

const maxDocumentBytes = 16 << 20;
const openingBrace = 0x7b;
const openingBracket = 0x5b;

export interface SaveStreamParts {
  readonly documents: Map<string, string>;
  readonly unreadable: Map<string, FailureReport>;
}

/** What takes a layer's tar, decompressed, piece by piece. */
export interface TarConsumer<T> {
  /** @param blobBytes bytes of the layer's blob that the piece was in */
  push(piece: Uint8Array, blobBytes: number): void;
  finish(): T;
}

type Event =
  | { readonly kind: 'entry'; readonly entry: TarEntry }
  | { readonly kind: 'data'; readonly piece: Uint8Array }
  | { readonly kind: 'end' };

/** Keeps what one piece of the stream contains, so that it can be worked off with waiting in between. */
class EventQueue implements TarHandler {
  events: Event[] = [];

  entry(entry: TarEntry): void {
    this.events.push({ kind: 'entry', entry });
  }

  data(piece: Uint8Array): void {
    this.events.push({ kind: 'data', piece });
  }

  entryEnd(): void {
    this.events.push({ kind: 'end' });
  }
}

/**
 * Reads an engine's save stream to its end: each layer in it, uncompressed or not, goes to a consumer of its own while
 * it passes by. Both layouts are read: `<id>/layer.tar` with `manifest.json`, and the OCI layout of Docker 25 and later.
 * @param onLayer is given what the consumer makes of each layer, as soon as it is whole
 * @throws Failure `archive-damaged`, `limit-exceeded`
 */
export async function scanSaveStream<T>(
  stream: AsyncIterable<Uint8Array>,
  newConsumer: () => TarConsumer<T>,
  onLayer: (layer: T) => void,
): Promise<SaveStreamParts> {
  const parts: SaveStreamParts = { documents: new Map(), unreadable: new Map() };
  const queue = new EventQueue();
  const reader = new TarReader(queue);
  let current: OpenPart<T> | null = null;
  for await (const piece of stream) {
    orDamaged(reader, () => reader.push(piece));
    for (const event of queue.events) {
      if (event.kind === 'entry') current = new OpenPart(decodeName(event.entry.name), newConsumer);
      else if (event.kind === 'data') await current?.push(event.piece);
      else await current?.finish(parts, onLayer);
    }
    queue.events = [];
  }
  orDamaged(reader, () => reader.end());
  return parts;
}

function orDamaged(reader: TarReader, step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof TarDamage)) throw error;
    throw new Failure('archive-damaged', `${error.message}, near byte ${reader.offset} of the engine's save stream`, {
      cause: error,
      hint: 'The engine may have stopped in the middle. Try again.',
    });
  }
}

/** One file of the stream: a document, or a layer. Which of them is told by its first bytes. */
class OpenPart<T> {
  readonly #path: string;
  readonly #newConsumer: () => TarConsumer<T>;
  #head = Buffer.alloc(0);
  #sink: DocumentSink | LayerSink<T> | null = null;

  constructor(path: string, newConsumer: () => TarConsumer<T>) {
    this.#path = path;
    this.#newConsumer = newConsumer;
  }

  async push(piece: Uint8Array): Promise<void> {
    if (this.#sink !== null) return this.#sink.push(piece);
    this.#head = Buffer.concat([this.#head, piece]);
    if (this.#head.length >= 4) await this.#open().push(this.#head);
  }

  async finish(parts: SaveStreamParts, onLayer: (layer: T) => void): Promise<void> {
    if (this.#sink === null && this.#head.length > 0) await this.#open().push(this.#head);
    await this.#sink?.finish(this.#path, parts, onLayer);
  }

  #open(): DocumentSink | LayerSink<T> {
    const isDocument = this.#head[0] === openingBrace || this.#head[0] === openingBracket;
    // Old engines put a file `VERSION` beside each layer.
    this.#sink =
      isDocument || /(^|\/)VERSION$/.test(this.#path)
        ? new DocumentSink()
        : new LayerSink(this.#head, this.#newConsumer());
    return this.#sink;
  }
}

class DocumentSink {
  readonly #pieces: Uint8Array[] = [];
  #bytes = 0;

  push(piece: Uint8Array): Promise<void> {
    this.#bytes += piece.length;
    // Pieces are views of the stream's chunks, which would all be kept alive.
    if (this.#bytes <= maxDocumentBytes) this.#pieces.push(Uint8Array.from(piece));
    return Promise.resolve();
  }

  finish(path: string, parts: SaveStreamParts): Promise<void> {
    if (this.#bytes <= maxDocumentBytes) parts.documents.set(path, Buffer.concat(this.#pieces).toString('utf8'));
    else parts.unreadable.set(path, tooLarge(path, this.#bytes).report());
    return Promise.resolve();
  }
}

function tooLarge(path: string, bytes: number): Failure {
  return new Failure(
    'limit-exceeded',
    `${path} in the save stream has ${bytes} bytes, more than any JSON document needs`,
  );
}

/** A failure of one part is kept until it is known whether the image needs that part. */
class LayerSink<T> {
  readonly #consumer: TarConsumer<T>;
  /** Only for compressed layers: what is written here comes back decompressed. */
  readonly #compressed: PassThrough | null = null;
  #decompressing: Promise<void> = Promise.resolve();
  #failure: unknown = null;

  constructor(head: Uint8Array, consumer: TarConsumer<T>) {
    this.#consumer = consumer;
    if (sniffCompression(head) === 'none') return;
    this.#compressed = new PassThrough();
    this.#decompressing = this.#scanDecompressed(this.#compressed);
  }

  async push(piece: Uint8Array): Promise<void> {
    if (this.#failure !== null) return;
    if (this.#compressed === null) this.#orFail(() => this.#consumer.push(piece, piece.length));
    else if (!this.#compressed.write(piece)) await settled(this.#compressed, 'drain');
  }

  async finish(path: string, parts: SaveStreamParts, onLayer: (layer: T) => void): Promise<void> {
    this.#compressed?.end();
    await this.#decompressing;
    this.#orFail(() => onLayer(this.#consumer.finish()));
    if (this.#failure instanceof Failure) parts.unreadable.set(path, this.#failure.report());
    else if (this.#failure !== null) throw this.#failure;
  }

  async #scanDecompressed(compressed: PassThrough): Promise<void> {
    try {
      for await (const { piece, blobBytes } of decompress(compressed)) this.#consumer.push(piece, blobBytes);
    } catch (error) {
      this.#failure = error;
      compressed.destroy();
    }
  }

  #orFail(step: () => void): void {
    if (this.#failure !== null) return;
    try {
      step();
    } catch (error) {
      this.#failure = error;
    }
  }
}

/** Waits for the event, or for the stream's end by error or destruction. */
async function settled(stream: PassThrough, event: 'drain'): Promise<void> {
  if (stream.destroyed) return;
  const done = new AbortController();
  const { signal } = done;
  await Promise.race([once(stream, event, { signal }), once(stream, 'close', { signal })]).catch(() => undefined);
  done.abort();
}
