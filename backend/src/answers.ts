import { z } from 'zod';
import type { FailureReport } from './failure.ts';
import type { PackageManager } from './inspection-answers.ts';

/** The shapes that cross the service's door. Sizes are bytes, times ISO 8601 or seconds since 1970 where named so. */

export const sourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('engine'), id: z.string().min(1).max(1024), platform: z.string().max(200).optional() }),
  z.object({
    kind: z.literal('archive'),
    /** The service's name of an archive that was uploaded or is a sample. */
    archive: z.string().min(1).max(200),
    /** Which image, where the archive has several: its place in the archive's list. */
    image: z.number().int().min(0).default(0),
    platform: z.string().max(200).optional(),
  }),
]);
/** Names one image that can be analyzed: an image of the engine by ID, or one in an archive the service holds. */
export type ImageSource = z.infer<typeof sourceSchema>;

export type EngineState =
  | {
      readonly state: 'connected';
      readonly version: string;
      readonly apiVersion: string;
      /** `os/architecture` of the daemon */
      readonly platform: string;
      readonly imageStore: 'containerd' | 'graph-driver';
      readonly driver: string;
      /** How the engine was found, for people: `DOCKER_HOST`, `context desktop-linux`, `/var/run/docker.sock`. */
      readonly foundBy: string;
    }
  | { readonly state: 'absent'; readonly failure: FailureReport };

export interface Health {
  readonly service: {
    readonly version: string;
    readonly node: string;
    readonly startedAt: string;
    /** Whether it sees a person's folders itself; else a container reads them for it. */
    readonly readsFolders: boolean;
  };
  readonly engine: EngineState;
}

/** Every size is null where it cannot be known: it is never guessed. */
export interface ImageSizes {
  /** Compressed bytes of the layers: what a pull or push transfers. */
  readonly transferBytes: number | null;
  /** Bytes of the unpacked layers, as the store reports them. */
  readonly unpackedBytes: number | null;
  /** Bytes the image takes in the store: unpacked, and compressed too where the store keeps both. */
  readonly onDiskBytes: number | null;
  /** Part of `onDiskBytes` shared with other images. */
  readonly sharedBytes: number | null;
}

export interface ImagePlatform {
  /** `os/architecture[/variant]` */
  readonly platform: string;
  /** False where the engine knows the platform but has not pulled it. */
  readonly available: boolean;
}

export interface ImageSummary {
  /** Unique in the list, stable between lists. */
  readonly key: string;
  readonly source: ImageSource;
  readonly id: string;
  /** `repository:tag`, empty where dangling. For archives the names written in them. */
  readonly references: readonly string[];
  readonly dangling: boolean;
  readonly created: string | null;
  readonly platforms: readonly ImagePlatform[];
  /** Containers (running or not) made from this image; null for archives. */
  readonly containers: number | null;
  readonly sizes: ImageSizes;
  /** File name for archives and samples; null for the engine's images. */
  readonly archiveName: string | null;
  readonly sample: boolean;
  /** The newest analysis of this image that the service knows, also from before its last start. */
  readonly analysis: AnalysisSummary | null;
}

export interface AnalysisSummary {
  readonly id: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly totals: ImageTotals | null;
  readonly failure: FailureReport | null;
}

export interface ImageList {
  readonly engine: EngineState;
  readonly images: readonly ImageSummary[];
  /** Grows with every change that the engine or the service reports; wait for the next with GET /images/changes. */
  readonly revision: number;
}

/** Sums over all layers; see ARCHITECTURE.md for the definitions. `storedBytes = liveBytes + reclaimableBytes`, always. */
export interface ImageTotals {
  readonly storedBytes: number;
  readonly liveBytes: number;
  readonly reclaimableBytes: number;
  readonly duplicateBytes: number;
  readonly compressedBytes: number | null;
  /** live / stored, from 0 to 1; 1 where nothing is stored. */
  readonly efficiency: number;
}

export interface ImageReport extends ImageTotals {
  readonly reference: string | null;
  readonly id: string;
  readonly platform: string;
  readonly source: 'content-store' | 'save-stream' | 'archive';
}

export interface LayerReport {
  readonly index: number;
  readonly diffId: string;
  readonly createdBy: string | null;
  readonly storedBytes: number;
  readonly reclaimableBytes: number;
  readonly compressedBytes: number | null;
  readonly fileCount: number;
}

export interface AnalysisProgress {
  readonly phase: 'describing' | 'reading' | 'merging' | 'inspecting';
  /** Bytes read from the engine or archive so far, and to read in all where that is known. */
  readonly bytesRead: number;
  readonly bytesTotal: number | null;
  readonly layersTotal: number | null;
  readonly layersDone: number;
  /** Layers that came from the cache. */
  readonly layersCached: number;
  /** Indexes of the layers being read right now. */
  readonly currentLayers: readonly number[];
}

export interface Analysis {
  readonly id: string;
  readonly source: ImageSource;
  /** Reference, archive name or short ID. */
  readonly title: string;
  readonly startedAt: string;
  /** Grows with every change of state or progress; long-poll with `?since=revision&waitSeconds=20`. */
  readonly revision: number;
  readonly outcome:
    | { readonly state: 'waiting' }
    | { readonly state: 'running'; readonly progress: AnalysisProgress }
    | {
        readonly state: 'done';
        readonly seconds: number;
        readonly image: ImageReport;
        readonly sizes: ImageSizes;
        readonly layers: readonly LayerReport[];
      }
    | { readonly state: 'failed'; readonly failure: FailureReport }
    | { readonly state: 'cancelled' };
}

export const changes = ['added', 'changed', 'removed', 'unchanged'] as const;
export type Change = (typeof changes)[number];

export const causes = ['deleted', 'overwritten', 'metadata-only', 'moved'] as const;
export type Cause = (typeof causes)[number];

/** `layer`: what one layer holds and removes. `upto`: the tree as it is with that layer applied. */
export const scopes = ['layer', 'upto'] as const;
export type Scope = (typeof scopes)[number];

export type EntryType = 'directory' | 'file' | 'symlink' | 'hardlink' | 'character-device' | 'block-device' | 'fifo';

export interface TreeEntry {
  /** Last segment of the path; `/` for the root. Bytes that are not UTF-8 are lone surrogates U+DC80–U+DCFF (PEP 383). */
  readonly name: string;
  readonly path: string;
  readonly type: EntryType;
  readonly change: Change;
  /** File bytes below this path in the asked scope; a hardlinked file counts once, at its first path. */
  readonly bytes: number;
  /** File bytes below this path that the asked layer removed or replaced. */
  readonly removedBytes: number;
  /** Regular files below this path in the asked scope (1 for a file). */
  readonly fileCount: number;
  /** Permission bits with setuid, setgid, sticky (0o7777). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** Target of a symlink or hardlink. */
  readonly link: string | null;
  /** Direct children in the asked scope and filter; 0 where it cannot be opened. */
  readonly childCount: number;
  /** The package manager that most live bytes at and below the path belong to. */
  readonly owner: PackageManager | null;
  /** The finding that most of them belong to. */
  readonly finding: string | null;
}

export const treeSorts = ['bytes', 'name', 'mode', 'owner', 'mtime'] as const;

export interface TreeLevel {
  readonly parent: TreeEntry;
  /** One page of the children, in the asked order. */
  readonly entries: readonly TreeEntry[];
  readonly offset: number;
  readonly total: number;
}

export interface SearchAnswer {
  readonly entries: readonly TreeEntry[];
  readonly offset: number;
  readonly total: number;
}

export interface PathHistory {
  readonly path: string;
  readonly versions: readonly {
    readonly layer: number;
    readonly event: 'added' | 'changed' | 'removed';
    readonly type: EntryType | null;
    readonly size: number;
    readonly mode: number;
    readonly uid: number;
    readonly gid: number;
    readonly mtime: number;
    readonly link: string | null;
  }[];
}

export interface FileText {
  readonly path: string;
  /** The layer that stores it. */
  readonly layer: number;
  readonly size: number;
  /** Null where it is no UTF-8 text. */
  readonly text: string | null;
  /** Bytes of the file that the text is made of; fewer than `size` where it is cut. */
  readonly shownBytes: number;
}

export interface FilePiece {
  readonly offset: number;
  /** Of the whole file. */
  readonly size: number;
  readonly base64: string;
}

export interface ReclaimableFile {
  readonly path: string;
  readonly bytes: number;
  readonly storedIn: number;
  readonly supersededIn: number;
  readonly cause: Cause;
}

export interface ReclaimableAnswer {
  /** Sums over the whole image, whatever filter was asked. */
  readonly byCause: readonly { readonly cause: Cause; readonly bytes: number; readonly files: number }[];
  readonly byStoredIn: readonly { readonly layer: number; readonly bytes: number; readonly files: number }[];
  readonly bySupersededIn: readonly { readonly layer: number; readonly bytes: number; readonly files: number }[];
  /** One page of the files that match the filter, largest first. */
  readonly files: readonly ReclaimableFile[];
  readonly offset: number;
  readonly total: number;
  readonly totalBytes: number;
}

export interface DuplicatesAnswer {
  readonly groups: readonly {
    readonly size: number;
    readonly copies: number;
    /** (copies − 1) × size */
    readonly bytes: number;
    /** At most 20 of the paths. */
    readonly paths: readonly string[];
  }[];
  readonly offset: number;
  readonly total: number;
}

export interface TreemapNode {
  readonly name: string;
  readonly path: string;
  readonly type: EntryType | 'rest';
  readonly bytes: number;
  readonly fileCount: number;
  readonly owner: PackageManager | null;
  readonly finding: string | null;
  /** Largest first; the small ones are summed in one node of type `rest`. */
  readonly children: readonly TreemapNode[];
}

/** Uploading an archive in pieces, as Docker Desktop's extension socket has no streaming bodies. */
export interface UploadState {
  readonly archive: string;
  readonly name: string;
  readonly bytesReceived: number;
}
