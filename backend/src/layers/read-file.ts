import type { EngineAddress } from '../engine/address.ts';
import type { DescribedImage } from '../engine/described-image.ts';
import { openLayerBytes } from '../engine/layer-bytes.ts';
import { openSaveStream } from '../engine/save-stream.ts';
import { Failure } from '../failure.ts';
import { TarDamage } from '../tar/header.ts';
import { type ContentTaker, FileSearch, findFile, type Search, type SoughtFile } from './find-file.ts';
import { scanSaveStream } from './scan-save-stream.ts';

/**
 * Reads one file of an image anew: only layer indexes are kept, not contents.
 * @param layer that stores the file's bytes, from the base up
 * @param engine that the image is of; null for archives
 * @returns `found` where the content is what the layer index says
 * @throws Failure of the engine or the archive; `not-found` where the layer does not have that content;
 * `not-supported` for sparse files
 */
export async function readFileOfImage(
  image: DescribedImage,
  layer: number,
  sought: SoughtFile,
  taker: ContentTaker,
  engine: EngineAddress | null,
  signal: AbortSignal,
): Promise<Exclude<Search, 'not-found'>> {
  const search = await searched(image, layer, sought, taker, engine, signal);
  if (search !== 'not-found') return search;
  throw new Failure('not-found', `layer ${layer} does not give the content of the file any more`, {
    hint: 'Sparse files cannot be shown. Otherwise analyze the image again.',
  });
}

async function searched(
  image: DescribedImage,
  layer: number,
  sought: SoughtFile,
  taker: ContentTaker,
  engine: EngineAddress | null,
  signal: AbortSignal,
): Promise<Search> {
  const bytes = image.layers[layer]?.bytes ?? null;
  try {
    if (bytes !== null) return await findFile(openLayerBytes(bytes, signal), sought, taker);
    if (engine === null) return 'not-found';
    let found: Search = 'not-found';
    const stream = openSaveStream(engine, image.id, image.platform, signal);
    // Which of the stream's layers is which is told at its end only; the content's hash tells the right file.
    const newConsumer = () => (found === 'not-found' ? new FileSearch(sought, taker) : new FileSearch(nothing, taker));
    await scanSaveStream(stream, newConsumer, (search) => {
      if (search !== 'not-found') found = search;
    });
    return found;
  } catch (error) {
    if (!(error instanceof TarDamage)) throw error;
    throw new Failure('layer-damaged', error.message, { cause: error });
  }
}

/** Matches no entry. */
const nothing: SoughtFile = { path: new Uint8Array(), size: -1, hashLow: 0, hashHigh: 0 };
