import type { DescribedLayer } from '../engine/described-image.ts';
import { CompressedFiles } from '../image/compressed-files.ts';
import type { Entry } from '../image/entries.ts';
import { type ImageModel, pathOfEntry } from '../image/image-model.ts';
import { notEnded } from '../image/merge.ts';
import type { BaseImage, Fact, Finding, FindingBytes, FindingFile } from '../inspection-answers.ts';
import type { Finder, FoundThing } from './inspector.ts';
import type { PackageCatalog } from './package-catalog.ts';

const filesShown = 20;
const packagesShown = 200;

/** A finding with all its files, largest first. */
export interface CountedFinding {
  readonly finding: Finding;
  readonly files: Int32Array;
  /** By file: the bytes of it that are the finding, where those are not all. */
  readonly partialBytes: ReadonlyMap<Entry, number>;
}

const whole: ReadonlyMap<Entry, number> = new Map();

/** Sums the bytes of findings: each inode once, whatever paths lead to it. */
export class FindingCounter {
  readonly #model: ImageModel;
  readonly #compressed: CompressedFiles;
  readonly #base: Fact<BaseImage>;

  constructor(model: ImageModel, layers: readonly DescribedLayer[], base: Fact<BaseImage>) {
    this.#model = model;
    this.#compressed = new CompressedFiles(model.merged.entries, layers);
    this.#base = base;
  }

  count({ rule, group }: Finder, thing: FoundThing, catalog: PackageCatalog): CountedFinding {
    const { entries } = this.#model.merged;
    const partialBytes = thing.partialBytes ?? whole;
    const bytes = new Map<Entry, number>();
    for (const entry of thing.files) bytes.set(entry, partOf(entries.size(entry), partialBytes.get(entry)));
    const largestFirst = [...bytes].sort(([a, x], [b, y]) => y - x || a - b);
    const byLayer = new Map<number, number>();
    for (const [entry, part] of bytes) {
      const layer = entries.layer(entry);
      byLayer.set(layer, (byLayer.get(layer) ?? 0) + part);
    }
    const { instance, title, what, why, remedy, confidence, evidence } = thing;
    const files = Int32Array.from(largestFirst, ([entry]) => entry);
    const packages = thing.packages
      .flatMap((place) => catalog.packages[place] ?? [])
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, packagesShown)
      .map(({ id }) => id);
    const finding: Finding = {
      id: instance === '' ? rule : `${rule}#${instance}`,
      rule,
      group,
      title,
      what,
      why,
      remedy,
      confidence,
      bytes: this.#sum(bytes),
      fileCount: files.length,
      files: this.shown({ files, partialBytes }, 0, filesShown),
      packages,
      layers: [...byLayer].sort(([a], [b]) => a - b).map(([layer, bytes]) => ({ layer, bytes })),
      evidence,
    };
    return { finding, files, partialBytes };
  }

  /** All findings together: a file that several of them name counts once, with the largest part that any names. */
  total(findings: readonly CountedFinding[]): FindingBytes {
    const { entries } = this.#model.merged;
    const bytes = new Map<Entry, number>();
    for (const { files, partialBytes } of findings) {
      for (const entry of files) {
        const part = partOf(entries.size(entry), partialBytes.get(entry));
        bytes.set(entry, Math.max(bytes.get(entry) ?? 0, part));
      }
    }
    return this.#sum(bytes);
  }

  /** @param bytes by file entry */
  #sum(bytes: Iterable<readonly [Entry, number]>): FindingBytes {
    const { merged } = this.#model;
    const base = this.#base.state === 'known' ? this.#base.value.layers : null;
    let live = 0;
    let reclaimable = 0;
    let inherited = 0;
    let transfer: number | null = 0;
    for (const [entry, size] of bytes) {
      const layer = merged.entries.layer(entry);
      if (merged.inodeEndedIn[entry] === notEnded) live += size;
      else reclaimable += size;
      if (base !== null && layer < base) inherited += size;
      if (size === 0) continue;
      const compressed = this.#compressed.of(entry);
      const share = size / merged.entries.size(entry);
      transfer = transfer === null || compressed === null ? null : transfer + share * compressed;
    }
    return {
      live,
      reclaimable,
      inherited: base === null ? null : inherited,
      estimatedTransfer: transfer === null ? null : Math.round(transfer),
    };
  }

  /** One page of a finding's files. */
  shown(
    { files, partialBytes }: Pick<CountedFinding, 'files' | 'partialBytes'>,
    offset: number,
    limit: number,
  ): FindingFile[] {
    const { merged } = this.#model;
    return Array.from(files.subarray(offset, offset + limit), (entry) => ({
      path: pathOfEntry(merged, entry),
      bytes: partOf(merged.entries.size(entry), partialBytes.get(entry)),
      layer: merged.entries.layer(entry),
      live: merged.inodeEndedIn[entry] === notEnded,
    }));
  }
}

/** A part is never more than the file, whatever a reader made of damaged content. */
function partOf(size: number, part = size): number {
  return Math.min(Math.max(part, 0), size);
}
