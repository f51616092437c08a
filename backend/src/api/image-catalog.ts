import type { AnalysisSummary, ImageList, ImageSizes, ImageSource, ImageSummary } from '../answers.ts';
import type { GivenFile } from '../dockerfile/recover/given.ts';
import type { ArchivedImage, OpenArchive } from '../engine/archives/open-archive.ts';
import { openArchive } from '../engine/archives/open-archive.ts';
import type { EngineClient } from '../engine/client.ts';
import { describeEngineImage } from '../engine/describe.ts';
import type { DescribedImage } from '../engine/described-image.ts';
import { listImages } from '../engine/images.ts';
import { LocalImages } from '../engine/local-images.ts';
import { Failure } from '../failure.ts';
import { recoverDockerfile } from '../recover-dockerfile.ts';
import type { RecoveryAnswer } from '../recovery-answers.ts';
import type { ArchiveShelf, ShelvedArchive } from '../store/archive-shelf.ts';
import { analysisId } from './analyses.ts';
import type { EngineLink } from './engine-link.ts';

const unknownSizes: ImageSizes = { transferBytes: null, unpackedBytes: null, onDiskBytes: null, sharedBytes: null };

export interface CatalogParts {
  readonly engine: EngineLink;
  readonly shelf: ArchiveShelf;
  /** Where archives that are compressed as a whole are unpacked. */
  readonly temporaryFolder: string;
  /** Where the docker CLI of this machine notes its builds. */
  readonly buildxFolder: string;
  /** An archive on the shelf that cannot be read any more: it is left out of the list. */
  readonly onUnreadable: (archive: ShelvedArchive, error: unknown) => void;
}

/** All images that can be analyzed: the engine's, those of archives, and the samples where there is no engine. */
export class ImageCatalog {
  readonly #parts: CatalogParts;
  readonly #open = new Map<string, Promise<OpenArchive>>();
  readonly #locals = new LocalImages();
  /** What was last listed, by analysis: names and sizes for the header of an image. */
  #listed = new Map<string, ImageSummary>();

  constructor(parts: CatalogParts) {
    this.#parts = parts;
  }

  /** @throws Failure other than of the connection, which is part of the answer */
  async list(
    summaryOf: (analysis: string) => AnalysisSummary | null,
    signal: AbortSignal,
  ): Promise<Omit<ImageList, 'revision'>> {
    const engine = await this.#parts.engine.state(signal);
    const fromEngine = engine.state === 'connected' ? await this.#engineImages(signal) : [];
    const archives = (await this.#parts.shelf.list()).filter(({ sample }) => !sample || engine.state === 'absent');
    const fromArchives = await Promise.all(archives.map((archive) => this.#readable(archive)));
    const images = [...fromArchives.flat(), ...fromEngine].map((image) => ({
      ...image,
      analysis: summaryOf(analysisId(image.source)),
    }));
    this.#listed = new Map(images.map((image) => [analysisId(image.source), image]));
    return { engine, images };
  }

  /** The images of one archive. @throws Failure where it is none */
  async imagesOf(archive: string): Promise<ImageSummary[]> {
    const shelved = await this.#parts.shelf.get(archive);
    const { images } = await this.#opened(shelved);
    return images.map((image, place) => this.#archivedSummary(shelved, image, place));
  }

  async describe(source: ImageSource, signal: AbortSignal): Promise<DescribedImage> {
    if (source.kind === 'engine') {
      const client = await this.#parts.engine.client(signal);
      return describeEngineImage(client, source.id, source.platform, signal);
    }
    const archive = await this.#opened(await this.#parts.shelf.get(source.archive));
    return archive.describe(source.image, source.platform, signal);
  }

  /**
   * The Dockerfile that made the image, and its base.
   * @param file that a person handed over; null for the best that can be found
   */
  async recover(
    source: ImageSource,
    image: DescribedImage,
    file: GivenFile | null,
    signal: AbortSignal,
  ): Promise<RecoveryAnswer> {
    const client = await this.#clientIfAny(signal);
    const archive = source.kind === 'archive' ? await this.#opened(await this.#parts.shelf.get(source.archive)) : null;
    return recoverDockerfile(
      {
        image,
        engine: source.kind === 'engine' ? client : null,
        archive,
        locals: client === null ? null : { images: this.#locals, client },
        file,
        buildxFolder: this.#parts.buildxFolder,
      },
      signal,
    );
  }

  title(source: ImageSource): string {
    const listed = this.#summary(source);
    const [reference] = listed?.references ?? [];
    if (reference !== undefined) return reference;
    return source.kind === 'engine'
      ? source.id.replace('sha256:', '').slice(0, 12)
      : (listed?.archiveName ?? source.archive);
  }

  sizes(source: ImageSource): ImageSizes {
    return this.#summary(source)?.sizes ?? unknownSizes;
  }

  /** Forgets an archive that is no longer on the shelf. */
  async forget(archive: string): Promise<void> {
    const open = this.#open.get(archive);
    this.#open.delete(archive);
    await (await open)?.close();
  }

  async close(): Promise<void> {
    for (const archive of this.#open.keys()) await this.forget(archive);
  }

  async #clientIfAny(signal: AbortSignal): Promise<EngineClient | null> {
    try {
      return await this.#parts.engine.client(signal);
    } catch (error) {
      if (error instanceof Failure && error.code !== 'cancelled') return null;
      throw error;
    }
  }

  #summary(source: ImageSource): ImageSummary | undefined {
    const { platform: _, ...anyPlatform } = source;
    return this.#listed.get(analysisId(source)) ?? this.#listed.get(analysisId(anyPlatform));
  }

  async #engineImages(signal: AbortSignal): Promise<ImageSummary[]> {
    const listed = await listImages(await this.#parts.engine.client(signal), signal);
    return listed.map((image) => ({ ...image, analysis: null }));
  }

  async #readable(archive: ShelvedArchive): Promise<ImageSummary[]> {
    try {
      return await this.imagesOf(archive.id);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.#parts.onUnreadable(archive, error);
      return [];
    }
  }

  #opened(archive: ShelvedArchive): Promise<OpenArchive> {
    const known = this.#open.get(archive.id);
    if (known !== undefined) return known;
    const { temporaryFolder } = this.#parts;
    const opening = openArchive(archive.path, {
      signal: new AbortController().signal,
      temporaryFolder,
      title: archive.name,
    });
    this.#open.set(archive.id, opening);
    opening.catch(() => this.#open.delete(archive.id));
    return opening;
  }

  #archivedSummary(shelved: ShelvedArchive, image: ArchivedImage, place: number): ImageSummary {
    return {
      key: `archive ${shelved.id} ${place}`,
      source: { kind: 'archive', archive: shelved.id, image: place },
      id: image.id,
      references: image.references,
      dangling: image.references.length === 0,
      created: image.created,
      platforms: image.platforms,
      containers: null,
      sizes: { ...unknownSizes, transferBytes: image.transferBytes },
      archiveName: shelved.name,
      sample: shelved.sample,
      analysis: null,
    };
  }
}
