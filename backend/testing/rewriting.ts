import { parseDockerfile } from '../src/dockerfile/parse-dockerfile.ts';
import type { Boundary } from '../src/recovery-answers.ts';
import { type Composed, compose } from '../src/rewrite/compose.ts';
import type { BaseProfile } from '../src/rules/base-profile.ts';
import { evidenceOf } from '../src/rules/evidence.ts';
import type { Rule } from '../src/rules/rule.ts';
import type { SubjectParts } from '../src/rules/subject.ts';
import { analyzedMade, type MadeImage } from './inspected.ts';

/** What rules get where only the text of a Dockerfile is known. */
export function textOnly(text: string): SubjectParts {
  return {
    original: parseDockerfile(text),
    lines: null,
    image: null,
    project: null,
    bases: () => null,
    buildArgs: new Map(),
    target: null,
    ignoreText: '',
  };
}

export interface MadeRewriting extends MadeImage {
  readonly dockerfile: string;
  /** Layers below came with the base. */
  readonly ownFrom: number;
  /** By line of the Dockerfile: the layers that its instruction made. */
  readonly layersOfLines: Readonly<Record<number, readonly number[]>>;
  readonly bases?: readonly BaseProfile[];
  /** Of the base, as its builder noted it. */
  readonly digest?: string;
}

/** What rules get of an image with real layers, and of the Dockerfile that is said to have made it. */
export async function madeParts(made: MadeRewriting): Promise<SubjectParts> {
  const original = parseDockerfile(made.dockerfile);
  const boundary: Boundary = {
    state: 'known',
    layers: made.ownFrom,
    name: null,
    digest: made.digest ?? null,
    how: 'provenance',
    confidence: 'certain',
    why: 'the test says so',
    alternatives: [],
  };
  const { described, model, inspection } = await analyzedMade({
    ...made,
    base: {
      state: 'known',
      value: {
        layers: made.ownFrom,
        name: null,
        digest: null,
        how: 'provenance',
        confidence: 'certain',
        alternatives: [],
      },
      evidence: [],
    },
  });
  const none = { state: 'none', why: 'it is given', rejected: [] } as const;
  return {
    ...textOnly(made.dockerfile),
    lines: {
      how: 'provenance',
      instructions: original.instructions.map(({ startLine, endLine }, index) => ({
        index,
        startLine,
        endLine,
        layers: made.layersOfLines[startLine] ?? [],
      })),
      layers: described.layers.map(() => ({ kind: 'base' })),
      mismatch: null,
    },
    image: evidenceOf({ described, model, inspection, recovery: { dockerfile: none, boundary }, engine: null }),
    bases: (reference) => made.bases?.find((base) => base.reference === reference) ?? null,
  };
}

/** What one rule alone makes of a made image's Dockerfile. */
export async function rewrittenBy(rule: Rule, made: MadeRewriting): Promise<Composed> {
  return compose([rule], await madeParts(made), new Set());
}
