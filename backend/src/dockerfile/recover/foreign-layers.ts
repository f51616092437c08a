import type { LayerOrigin, LineMap } from '../../recovery-answers.ts';
import type { Dockerfile } from '../syntax.ts';
import { lineMap } from './line-map.ts';
import type { RecoveredImage } from './recorded.ts';
import type { StageChain } from './stage-chain.ts';

/** An image that FROM may name. */
export interface NamedImage {
  /** `repository:tag` */
  readonly references: readonly string[];
  readonly diffIds: readonly string[];
}

/**
 * What no line of a Dockerfile made is taken for its base. Where the image that FROM names is at hand, is below, and has
 * fewer layers, those between are of lines that the Dockerfile does not have.
 */
export function withoutForeignLayers(
  map: LineMap,
  file: Dockerfile,
  chain: StageChain,
  { layers }: RecoveredImage,
  named: readonly NamedImage[],
): LineMap {
  const ofBase = map.layers.filter(({ kind }) => kind === 'base').length;
  const known = baseLayers(chain, layers, named);
  if (known === null || known >= ofBase) return map;
  const between = ofBase - known;
  const why = `it has no line for ${between} layer${between === 1 ? '' : 's'} above the image that FROM names`;
  const origins = map.layers.map(
    (origin, layer): LayerOrigin => (layer >= known && origin.kind === 'base' ? { kind: 'unknown', why } : origin),
  );
  const line = (file.instructions[chain.from]?.endLine ?? 0) + 1;
  return lineMap(file, chain.from, origins, map.how, map.mismatch ?? { fromLine: line, toLine: line, why });
}

/** Of the image that the lowest FROM names; null where it is not here, or is no longer what the image was built on. */
function baseLayers(
  { base }: StageChain,
  layers: RecoveredImage['layers'],
  named: readonly NamedImage[],
): number | null {
  if (base.kind === 'scratch') return 0;
  if (base.kind !== 'image') return null;
  const { familiarName, tag, digest } = base.reference;
  const reference = `${familiarName}:${tag ?? 'latest'}`;
  const found = named.find(
    ({ references, diffIds }) =>
      digest === null &&
      references.includes(reference) &&
      diffIds.length <= layers.length &&
      diffIds.every((diffId, i) => diffId === layers[i]?.diffId),
  );
  return found?.diffIds.length ?? null;
}
