import type { DockerfileExactness, LineMap } from '../../recovery-answers.ts';
import { parseDockerfile } from '../parse-dockerfile.ts';
import type { StageSource } from '../syntax.ts';
import { type NamedImage, withoutForeignLayers } from './foreign-layers.ts';
import { linesByHistory } from './lines-by-history.ts';
import type { RecoveredImage } from './recorded.ts';
import { stageChain } from './stage-chain.ts';

/** A Dockerfile that a person handed over. */
export interface GivenFile {
  readonly text: string;
  readonly filename: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly target: string | null;
}

export interface ReadFile {
  readonly lines: LineMap;
  readonly exactness: DockerfileExactness;
  /** What the lowest FROM names; null where there is none. */
  readonly base: StageSource | null;
  readonly notes: readonly string[];
}

/** Lays a file beside the image's history. */
export function readGivenFile(
  { text, buildArgs, target }: GivenFile,
  image: RecoveredImage,
  named: readonly NamedImage[],
): ReadFile {
  const file = parseDockerfile(text);
  const chain = stageChain(file, {
    buildArgs: new Map(Object.entries(buildArgs)),
    targetPlatform: image.platform,
    ...(target === null ? {} : { target }),
  });
  if ('why' in chain) {
    const layers = image.layers.map(() => ({ kind: 'unknown', why: chain.why }) as const);
    const lines: LineMap = { how: 'none', instructions: [], layers, mismatch: null };
    return {
      lines,
      exactness: 'unproven',
      base: null,
      notes: [`This is no Dockerfile that can be built: ${chain.why}.`],
    };
  }
  const { map, sure } = linesByHistory(file, chain, image.history);
  const { base } = chain;
  if (image.history.lines.length === 0) {
    const notes = ['The image has no history: whether it was built from this file cannot be told.'];
    return { lines: map, exactness: 'unproven', base, notes };
  }
  const lines = withoutForeignLayers(map, file, chain, image, named);
  if (lines.mismatch !== null) return { lines, exactness: 'differs', base, notes: [] };
  if (sure === 0) {
    const notes = ['The image’s history holds too little to tell this file from others that are like it.'];
    return { lines: map, exactness: 'unproven', base, notes };
  }
  return { lines: map, exactness: 'agrees', base, notes: [] };
}
