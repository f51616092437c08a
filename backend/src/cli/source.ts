import type { GivenFile } from '../dockerfile/recover/given.ts';
import { type EngineAddress, findEngine } from '../engine/address.ts';
import { findImage, parseArchiveSource } from '../engine/archives/archive-source.ts';
import { openArchive } from '../engine/archives/open-archive.ts';
import { buildxFolder } from '../engine/buildx-notes.ts';
import { EngineClient } from '../engine/client.ts';
import { describeEngineImage } from '../engine/describe.ts';
import type { DescribedImage } from '../engine/described-image.ts';
import { LocalImages } from '../engine/local-images.ts';
import { recoverDockerfile } from '../recover-dockerfile.ts';
import type { RecoveryAnswer } from '../recovery-answers.ts';

/** An image that was named on the command line. */
export interface ChosenSource {
  /** Null for archives. */
  readonly engine: EngineAddress | null;
  readonly describe: (signal: AbortSignal) => Promise<DescribedImage>;
  /** The Dockerfile that made it, and its base. */
  readonly recover: (image: DescribedImage, signal: AbortSignal, file?: GivenFile | null) => Promise<RecoveryAnswer>;
  /** Another image of the same engine; null for archives. */
  readonly describeOther:
    | ((reference: string, platform: string, signal: AbortSignal) => Promise<DescribedImage>)
    | null;
  readonly close: () => Promise<void>;
}

export interface EngineSearch {
  readonly environment: NodeJS.ProcessEnv;
  readonly home: string;
}

/** @throws Failure where neither engine nor archive is to be had */
export async function openSource(
  text: string,
  platform: string | undefined,
  search: EngineSearch,
  signal: AbortSignal,
): Promise<ChosenSource> {
  const notes = buildxFolder(search.environment, search.home);
  const named = parseArchiveSource(text);
  if (named !== null) {
    const archive = await openArchive(named.path, { signal });
    return {
      engine: null,
      describe: (inner) => {
        const image = named.reference === null ? null : findImage(archive.images, named.reference);
        return archive.describe(image, platform, inner);
      },
      recover: (image, inner, file = null) =>
        recoverDockerfile({ image, engine: null, archive, locals: null, file, buildxFolder: notes }, inner),
      describeOther: null,
      close: () => archive.close(),
    };
  }
  const { address } = await findEngine(search.environment, search.home);
  const client = new EngineClient(address);
  return {
    engine: address,
    describe: (inner) => describeEngineImage(client, text, platform, inner),
    recover: (image, inner, file = null) => {
      const locals = { images: new LocalImages(), client };
      return recoverDockerfile({ image, engine: client, archive: null, locals, file, buildxFolder: notes }, inner);
    },
    describeOther: (reference, wanted, inner) => describeEngineImage(client, reference, wanted, inner),
    close: () => client.close(),
  };
}
