import type { AnalyzedImage } from '../analyze.ts';
import type { DescribedLayer, ImageConfig } from '../engine/described-image.ts';
import { CompressedFiles } from '../image/compressed-files.ts';
import type { Entry } from '../image/entries.ts';
import { FinalTree } from '../image/final-tree.ts';
import type { ImageModel } from '../image/image-model.ts';
import type { Facts } from '../inspection-answers.ts';
import type { NativeFiles } from '../inspectors/elf/native-files.ts';
import type { CountedFinding } from '../inspectors/findings.ts';
import type { PackageCatalog } from '../inspectors/package-catalog.ts';
import type { Boundary } from '../recovery-answers.ts';

/** What rules get to know of the image that is made lighter. */
export interface ImageEvidence {
  readonly reference: string | null;
  readonly platform: string;
  readonly config: ImageConfig;
  readonly layers: readonly DescribedLayer[];
  readonly model: ImageModel;
  readonly tree: FinalTree;
  readonly compressed: CompressedFiles;
  readonly facts: Facts;
  readonly findings: readonly CountedFinding[];
  readonly catalog: PackageCatalog;
  /** Null where the native files could not be looked at. */
  readonly native: NativeFiles | null;
  readonly boundary: Boundary;
  /** Layers below this one came with the base; null where that is not known. */
  readonly ownFrom: number | null;
}

export function evidenceOf({ described, model, inspection, recovery }: AnalyzedImage): ImageEvidence {
  const { reference, platform, config, layers } = described;
  const { report, findings, catalog, nativeFiles } = inspection;
  const { boundary } = recovery;
  return {
    reference,
    platform,
    config,
    layers,
    model,
    tree: new FinalTree(model),
    compressed: new CompressedFiles(model.merged.entries, layers),
    facts: report.facts,
    findings,
    catalog,
    native: nativeFiles,
    boundary,
    ownFrom: boundary.state === 'known' ? boundary.layers : null,
  };
}

/** Files of findings of a rule in some layers; all that the finding counts in full. */
export function filesOfFinding(
  { findings, model }: ImageEvidence,
  rule: string,
  layers: readonly number[] | null,
): Entry[] {
  const { entries } = model.merged;
  return findings
    .filter(({ finding }) => finding.rule === rule)
    .flatMap(({ files, partialBytes }) =>
      [...files].filter(
        (entry) => !partialBytes.has(entry) && (layers === null || layers.includes(entries.layer(entry))),
      ),
    );
}

export function bytesOfEntries({ model }: ImageEvidence, files: Iterable<Entry>): number {
  let bytes = 0;
  for (const entry of new Set(files)) bytes += model.merged.entries.size(entry);
  return bytes;
}

/** @returns null where the compressed bytes of a layer are not known */
export function compressedOfEntries({ compressed }: ImageEvidence, files: Iterable<Entry>): number | null {
  let bytes = 0;
  for (const entry of new Set(files)) {
    const one = compressed.of(entry);
    if (one === null) return null;
    bytes += one;
  }
  return bytes;
}
