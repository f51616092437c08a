import type { Entry } from '../image/entries.ts';
import type { PathNode } from '../image/merge.ts';
import type {
  Confidence,
  Evidence,
  Fact,
  Facts,
  FindingGroup,
  PackageManager,
  Runtime,
  Wanted,
} from '../inspection-answers.ts';
import type { FileReader } from '../readings/file-reader.ts';
import type { InspectedImage } from './inspected-image.ts';
import type { PackageCatalog } from './package-catalog.ts';

/** A package as its inspector found it. */
export interface FoundPackage {
  readonly name: string;
  readonly version: string;
  /** What tells it apart from others of the same manager, name and version: its folder, its architecture; else empty. */
  readonly instance: string;
  /** Its folder or record in the image. */
  readonly path: string | null;
  /** Its files in the final tree: no directories, no symlinks that lead elsewhere. */
  readonly files: readonly PathNode[];
  /** The file of another package that it is a part of, as a library in an archive; and its bytes there, where told. */
  readonly within?: { readonly file: PathNode; readonly bytes: number | null };
  readonly wanted: Wanted;
  /** Whether its manager refuses to remove it: others count on it without saying that they need it. */
  readonly essential?: boolean;
  /** Places in the inspector's own list. */
  readonly dependsOn: readonly number[];
  /** Others that its manager installs beside it unless told not to, as places in the same list. */
  readonly recommends?: readonly number[];
  readonly missingFiles: number;
  readonly evidence: readonly Evidence[];
}

export interface FoundPackages {
  readonly packages: readonly FoundPackage[];
  /** Runtimes that the inspector knows of. */
  readonly runtimes?: readonly FoundRuntime[];
  readonly problems?: readonly Problem[];
}

export interface FoundRuntime {
  readonly kind: Runtime['kind'];
  readonly version: string | null;
  readonly path: string;
  readonly files: readonly PathNode[];
  readonly evidence: readonly Evidence[];
}

/** Something that could not be looked at. */
export interface Problem {
  readonly path: string | null;
  readonly why: string;
}

interface Reading {
  /** The readers whose readings it asks for: they are part of every scan. */
  readonly readers: readonly FileReader<unknown>[];
}

/** Finds the packages of one manager, and the runtimes that belong to it. */
export interface PackageInspector extends Reading {
  readonly manager: PackageManager;
  find(image: InspectedImage): FoundPackages;
}

/** What the fact inspectors before this one found, in the order of the registry. */
export interface KnownFacts extends Partial<Facts> {
  readonly packages: PackageCatalog;
  /** Those that package inspectors came upon. */
  readonly foundRuntimes: readonly FoundRuntime[];
}

/** Tells one fact of the image. */
export interface FactInspector<K extends keyof Facts = keyof Facts> extends Reading {
  readonly fact: K;
  tell(image: InspectedImage, known: KnownFacts): Facts[K];
}

/** One thing worth removing, as its finder found it. Bytes are summed from the files, each inode once. */
export interface FoundThing {
  /** What tells it apart from others of the same finder; empty where the finder finds one thing only. */
  readonly instance: string;
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
  readonly confidence: Confidence;
  /** File entries, also of files that are gone: their bytes are the reclaimable ones. */
  readonly files: Iterable<Entry>;
  /** By file: the bytes of it that are the finding, where those are not all (debug sections of a program). */
  readonly partialBytes?: ReadonlyMap<Entry, number>;
  /** Places in the package catalog. */
  readonly packages: readonly number[];
  readonly evidence: readonly Evidence[];
}

/** Finds waste or risk. */
export interface Finder extends Reading {
  /** Named for what goes away: `apt-lists-left-behind`. */
  readonly rule: string;
  readonly group: FindingGroup;
  find(image: InspectedImage, known: KnownFacts & Facts): readonly FoundThing[];
}

export function known<T>(value: T, evidence: readonly Evidence[]): Fact<T> {
  return { state: 'known', value, evidence };
}

export function absent(why: string): Fact<never> {
  return { state: 'absent', why };
}

export function unknown(why: string): Fact<never> {
  return { state: 'unknown', why };
}
