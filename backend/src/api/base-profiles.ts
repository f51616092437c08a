import type { AnalyzedImage } from '../analyze.ts';
import type { DescribedImage } from '../engine/described-image.ts';
import { Failure } from '../failure.ts';
import type { BaseProfile } from '../rules/base-profile.ts';
import { localProfile } from '../rules/bases/local-profile.ts';

export interface BaseProfilesParts {
  /** @throws Failure where the engine does not have it, or there is none */
  readonly describe: (reference: string, platform: string, signal: AbortSignal) => Promise<DescribedImage>;
  readonly analyze: (image: DescribedImage, signal: AbortSignal) => Promise<AnalyzedImage>;
}

interface Kept {
  readonly profile: BaseProfile;
  /** A profile keeps the image's tree. */
  readonly entries: number;
}

const mostKept = 40;
/** Some 60 MB: a slim base has 5,000, a full one 30,000. */
const mostEntries = 400_000;

/** What is known of the engine's images as bases, by image ID: the same image is looked into once. */
export class BaseProfiles {
  readonly #parts: BaseProfilesParts;
  /** Those asked for last come last. */
  readonly #kept = new Map<string, Kept>();
  /** Looking into an image takes all cores: one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: BaseProfilesParts) {
    this.#parts = parts;
  }

  /** Null for an image that cannot be looked into, as one that the engine does not have. @throws Failure `cancelled` */
  async profile(reference: string, platform: string, signal: AbortSignal): Promise<BaseProfile | null> {
    try {
      const image = await this.#parts.describe(reference, platform, signal);
      const turn = this.#last.then(() => this.#lookInto(image, signal));
      this.#last = turn.catch(() => undefined);
      return { ...(await turn), reference };
    } catch (error) {
      if (error instanceof Failure && error.code !== 'cancelled') return null;
      throw error;
    }
  }

  async #lookInto(image: DescribedImage, signal: AbortSignal): Promise<BaseProfile> {
    const key = `${image.id} ${image.platform}`;
    const known = this.#kept.get(key);
    const kept = known ?? (await this.#analyzed(image, signal));
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    this.#makeRoom();
    return kept.profile;
  }

  async #analyzed(image: DescribedImage, signal: AbortSignal): Promise<Kept> {
    const analyzed = await this.#parts.analyze(image, signal);
    return {
      profile: localProfile(image.reference ?? image.id, analyzed),
      entries: analyzed.model.merged.entries.count,
    };
  }

  #makeRoom(): void {
    let entries = 0;
    for (const kept of this.#kept.values()) entries += kept.entries;
    for (const [key, kept] of this.#kept) {
      // The newest stays, however large it is.
      if (this.#kept.size === 1 || (this.#kept.size <= mostKept && entries <= mostEntries)) break;
      this.#kept.delete(key);
      entries -= kept.entries;
    }
  }
}
