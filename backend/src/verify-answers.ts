import type { LineRange, VariantName } from './rewrite-answers.ts';

/**
 * What the verification of a variant says, as it crosses the service's door. Sizes are bytes, times seconds, lines count
 * from 1. Everything here was measured; predictions are in rewrite-answers.ts.
 */

/**
 * `proven`: built, ran, and answered as the original in at least one comparison that could have failed. `built-only`:
 * nothing to compare could be found. `differs`: it runs, and does something else. `failed`: it was not built, or does not
 * start although the original does.
 */
export const verdictKinds = ['proven', 'built-only', 'differs', 'failed'] as const;
export type VerdictKind = (typeof verdictKinds)[number];

/** One step of a build, as BuildKit names it. */
export interface BuildStep {
  readonly name: string;
  /** Of the built Dockerfile; null for what no line asks for, as loading the context. */
  readonly lines: LineRange | null;
  readonly state: 'running' | 'done' | 'cached' | 'failed' | 'canceled';
  readonly seconds: number | null;
}

export interface BuildFailure {
  /** What the builder said, one line. */
  readonly said: string;
  readonly step: BuildStep | null;
  /** The last lines that the step printed. */
  readonly log: readonly string[];
  /** In words; null where nothing known fits. */
  readonly likelyCause: string | null;
  /** IDs of the edits that wrote the line which failed. */
  readonly edits: readonly string[];
}

/** Both were looked at in the same way; what differs is told apart from what cannot be the same twice. */
export interface Comparison {
  readonly checks: readonly ComparedCheck[];
  /** The rules by which noise was taken out of both sides before they were compared, and how often each was used. */
  readonly normalized: readonly { readonly rule: string; readonly what: string; readonly times: number }[];
}

export interface ComparedCheck {
  readonly subject: CheckSubject;
  /** Which one, as `GET /books` or `8080/tcp`. */
  readonly what: string;
  /** `nothing`: there was nothing on either side that could have differed, so it proves nothing. */
  readonly outcome: 'alike' | 'differs' | 'nothing';
  /** As shown to people: short, normalized, cut. */
  readonly original: string;
  readonly variant: string;
}

export const checkSubjects = [
  'start',
  'exit-code',
  'listening-ports',
  'http',
  'command',
  'stdout',
  'stderr',
  'health',
  'written-files',
  'compared-files',
  'processes',
  'user',
  'missing-library',
] as const;
export type CheckSubject = (typeof checkSubjects)[number];

/** What an image is, by the product's own reading of it: the same pipeline for the original and the variant. */
export interface MeasuredImage {
  readonly id: string;
  readonly stored: number;
  /** Null where the engine keeps no compressed layers. */
  readonly compressed: number | null;
  /** What the engine says it takes; null where it says nothing. */
  readonly onDisk: number | null;
  readonly layers: number;
  /** Regular files of the final tree. */
  readonly files: number;
  readonly packages: number;
  readonly setuidFiles: number;
  readonly shells: number;
  readonly runsAsRoot: boolean;
}

/** Where the files came from that the build was given. */
export type ContextUsed =
  | { readonly kind: 'folder'; readonly files: number; readonly bytes: number }
  /** Files of the image itself, by `COPY --from`. */
  | { readonly kind: 'image' }
  | { readonly kind: 'none' };

/** What a verdict holds for: with anything else it is stale. SHA-256, in hex. */
export interface VerdictSubject {
  readonly original: string;
  readonly dockerfile: string;
  /** Of names, modes and contents of what was sent; null where nothing was. */
  readonly context: string | null;
  /** As `28.5.2 overlayfs`. */
  readonly engine: string;
}

export interface Verdict {
  readonly kind: VerdictKind;
  readonly variant: VariantName;
  /** For people: why it is this one. */
  readonly why: readonly string[];
  readonly subject: VerdictSubject;
  /** ISO 8601. */
  readonly at: string;
  readonly before: MeasuredImage;
  /** Null where it was not built. */
  readonly after: MeasuredImage | null;
  readonly context: ContextUsed;
  readonly steps: readonly BuildStep[];
  readonly buildSeconds: number | null;
  readonly failure: BuildFailure | null;
  /** Null where nothing was run. */
  readonly comparison: Comparison | null;
}
