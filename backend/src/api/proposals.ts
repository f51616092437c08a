import type { RewriteAnswer, RewriteStep, VariantName } from '../rewrite-answers.ts';
import { rewriteImage } from '../rewrite-image.ts';
import { textsDigest } from '../verify/verify-variant.ts';
import type { BaseProfiles } from './base-profiles.ts';
import { type RecoveryParts, recoveryOf } from './recovery.ts';

export interface RewriteParts extends RecoveryParts {
  readonly bases: BaseProfiles;
}

const mostRemembered = 2000;

/** The lighter Dockerfiles of analyzed images, and what of them was proposed last: by that a verdict is known to be stale. */
export class Proposals {
  readonly #parts: RewriteParts;
  /** Digests of a variant's texts, by what was asked; of those proposed last come last. */
  readonly #texts = new Map<string, string>();

  constructor(parts: RewriteParts) {
    this.#parts = parts;
  }

  /** @param dropped sorted */
  async rewrite(
    id: string,
    dropped: readonly string[],
    onStep: (step: RewriteStep) => void,
    signal: AbortSignal,
  ): Promise<RewriteAnswer> {
    const { analyses, projects, bases } = this.#parts;
    const image = await analyses.image(id);
    const asOf = projects.digest(id);
    const recovery = await recoveryOf(this.#parts, id, image, signal);
    const project = projects.get(id);
    const answer = await rewriteImage(
      {
        image,
        recovery,
        project: project?.kind === 'folder' ? project.reading : null,
        dropped: new Set(dropped),
        baseProfile: (reference, inner) => bases.profile(reference, image.described.platform, inner),
      },
      onStep,
      signal,
    );
    if (answer.state === 'ready') {
      for (const variant of answer.variants) {
        this.#remember(keyOf(id, dropped, variant.variant, asOf), textsDigest(variant));
      }
    }
    return answer;
  }

  /**
   * The digest of what was proposed last, for what is handed over now; null where nothing was since the service began.
   * @param dropped sorted
   */
  texts(id: string, dropped: readonly string[], variant: VariantName): string | null {
    return this.#texts.get(keyOf(id, dropped, variant, this.#parts.projects.digest(id))) ?? null;
  }

  #remember(key: string, texts: string): void {
    this.#texts.delete(key);
    this.#texts.set(key, texts);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= mostRemembered) break;
      this.#texts.delete(oldest);
    }
  }
}

function keyOf(id: string, dropped: readonly string[], variant: VariantName, project: string | null): string {
  return JSON.stringify([id, dropped, variant, project]);
}
