import type { RecoveredDockerfile, RejectedSource, UsedImage } from '../../recovery-answers.ts';
import type { LayerLine } from './align-history.ts';
import type { HistoryLine } from './history-line.ts';
import { isAdded, layerLines } from './lines-by-history.ts';
import { type ReconstructionInput, reconstruct } from './reconstruct.ts';
import type { RecoveredImage } from './recorded.ts';

export interface HistoryEvidence {
  readonly image: RecoveredImage;
  readonly config: ReconstructionInput['config'];
  /** Null where it is not known. */
  readonly base: { readonly name: string | null; readonly digest: string | null; readonly layers: number } | null;
  /** The history of the base itself; null where it is not at hand. */
  readonly baseHistory: readonly HistoryLine[] | null;
  readonly rejected: readonly RejectedSource[];
}

/** The Dockerfile as far as the image's history tells it. */
export function dockerfileFromHistory(evidence: HistoryEvidence): RecoveredDockerfile | { readonly why: string } {
  const { image, config, base, baseHistory, rejected } = evidence;
  const { lines } = image.history;
  if (lines.length === 0) return { why: 'the image has no history' };
  const length = lines.reduce((sum, { createdBy }) => sum + (createdBy?.length ?? 0), 0);
  if (lines.length > maxLines || length > maxLength)
    return { why: 'the image’s history is too long to be written out' };
  const written = layerLines(image.history);
  const {
    text,
    lines: map,
    notes,
  } = reconstruct({
    lines: written,
    layerCount: image.layers.length,
    baseLines: base === null ? null : linesOfBase(base.layers, lines, written, baseHistory),
    baseName: base?.name && imageName.test(base.name) ? base.name : null,
    baseLayers: base?.layers ?? 0,
    config,
  });
  const used: UsedImage[] = base?.name && base.layers > 0 ? [{ name: base.name, digest: base.digest, line: 1 }] : [];
  return {
    state: 'recovered',
    source: 'reconstruction',
    exactness: 'reconstructed',
    text,
    filename: 'Dockerfile',
    buildArgs: {},
    target: null,
    context: null,
    baseImages: used,
    build: null,
    lines: map,
    notes,
    rejected,
  };
}

/** No engine runs an image with so many lines; those of real ones have some ten thousand characters in all. */
const maxLines = 5000;
const maxLength = 2_000_000;

/** What may stand behind FROM without meaning anything else. */
const imageName = /^[\w][\w./:@-]*$/;

/** How many of the lines are the base's: those that it begins with too, or else those of its layers. */
function linesOfBase(
  layers: number,
  lines: readonly HistoryLine[],
  written: readonly LayerLine[],
  baseHistory: readonly HistoryLine[] | null,
): number {
  if (layers === 0) return 0;
  const same = baseHistory?.every(({ createdBy }, i) => createdBy === lines[i]?.createdBy) ?? false;
  if (baseHistory !== null && same) return lines.slice(0, baseHistory.length).filter((line) => !isAdded(line)).length;
  return written.findLastIndex(({ layer }) => layer !== null && layer < layers) + 1;
}
