import type { FailureReport } from './failure.ts';
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
  /** So far, while it runs. */
  readonly seconds: number;
  /** The last lines that it printed, and how many came before. */
  readonly log: readonly string[];
  readonly linesLeftOut: number;
}

/** A build as it goes on, and as it ended. */
export interface BuildReport {
  /** In the order in which they were begun. */
  readonly steps: readonly BuildStep[];
  /** Null until it is known. */
  readonly context: BuildContextReport | null;
}

export interface BuildContextReport {
  /**
   * `folder`: of the project, as the docker CLI would send it. `image`: no folder was at hand, and what the Dockerfile
   * copies was taken from the original image. `none`: the Dockerfile copies nothing.
   */
  readonly kind: 'folder' | 'image' | 'none';
  /** What was sent, the Dockerfile with it; null where it is only known at the end. */
  readonly files: number | null;
  readonly bytes: number | null;
  /** What is not quite as a build with the docker CLI has it. */
  readonly notes: readonly string[];
}

/** What a build is likely to take of the engine's disk. */
export interface DiskEstimate {
  readonly bytes: number;
  /** Whether it is so much that a person is asked first. */
  readonly asks: boolean;
}

export interface BuildFailure {
  /** What the builder said, one line. */
  readonly said: string;
  /** With the last lines that it printed; null where it failed before, or between, the steps. */
  readonly step: BuildStep | null;
  /** Of the built Dockerfile; null where it is not certain. */
  readonly lines: LineRange | null;
  /** In words; null where nothing known fits. */
  readonly likelyCause: string | null;
  /** IDs of the edits that wrote what failed: without them it may build. */
  readonly edits: readonly string[];
}

/** Both were looked at in the same way; what differs is told apart from what cannot be the same twice. */
export interface Comparison {
  readonly checks: readonly ComparedCheck[];
  /** The rules by which noise was taken out before they were compared, and how often each was used. */
  readonly normalized: readonly { readonly rule: string; readonly what: string; readonly times: number }[];
  /** What could not be looked at, and why; for people. */
  readonly notSeen: readonly string[];
}

export interface ComparedCheck {
  readonly subject: CheckSubject;
  /** Which one, as `GET /books` or `8080/tcp`. */
  readonly what: string;
  /** `nothing`: there was nothing on either side that could have differed, or it is never the same twice. */
  readonly outcome: 'alike' | 'differs' | 'nothing';
  /**
   * Of what is alike: the original worked there, and a variant that does not work could not have been alike. One such
   * check is what a proof needs.
   */
  readonly proves: boolean;
  /** As shown to people: short, normalized, cut. */
  readonly original: string;
  readonly variant: string;
}

export const checkSubjects = [
  'start',
  'exit-code',
  'listening-ports',
  'http',
  'other-protocol',
  'command',
  'stdout',
  'stderr',
  'health',
  'written-files',
  'compared-files',
  'processes',
  'user',
  'missing-file',
] as const;
export type CheckSubject = (typeof checkSubjects)[number];

/** What an image is, by the product's own reading of it: the same way for the original and the variant. */
export interface MeasuredImage {
  readonly id: string;
  readonly stored: number;
  /** Null where the engine keeps no compressed layers. */
  readonly compressed: number | null;
  /** What the engine says that it takes; null where it says nothing. */
  readonly onDisk: number | null;
  readonly layers: number;
  /** Regular files of all layers. */
  readonly files: number;
  readonly packages: number;
  /** These are null where they are not known. */
  readonly setuidFiles: number | null;
  readonly shells: number | null;
  readonly runsAsRoot: boolean | null;
}

/** What a verdict is about. Digests are SHA-256, in hex. */
export interface VerdictSubject {
  readonly variant: VariantName;
  /** The original's ID. */
  readonly original: string;
  /** Of the variant's Dockerfile and ignore file. */
  readonly texts: string;
  /**
   * Of the build's context as it was sent: path, kind, mode, link and content of each entry, no times. The Dockerfile and
   * the ignore file are not in it. Null where nothing was sent.
   */
  readonly context: string | null;
  /** Name and version, and where it keeps images. */
  readonly engine: string;
}

export interface Verdict {
  readonly kind: VerdictKind;
  readonly subject: VerdictSubject;
  /** For people: what it rests on, the most important first. */
  readonly sentences: readonly string[];
  /** In words; null where it is proven, or nothing known fits. */
  readonly likelyCause: string | null;
  /** ISO 8601. */
  readonly at: string;
  readonly before: MeasuredImage;
  /** Null where it was not built. */
  readonly after: MeasuredImage | null;
  readonly build: BuildReport;
  readonly failure: BuildFailure | null;
  /** Null where nothing was run. */
  readonly comparison: Comparison | null;
  readonly lastLines: LastLines | null;
  /** What was made on the engine and could not be removed, with the reason. */
  readonly left: readonly string[];
}

/** What is done while a verdict is waited for. */
export type VerifyStep =
  | { readonly phase: 'build'; readonly variant: VariantName; readonly build: BuildReport }
  | { readonly phase: 'measure'; readonly variant: VariantName }
  | { readonly phase: 'run'; readonly variant: VariantName; readonly doing: string }
  | { readonly phase: 'clean-up' };

/** What both printed last, for people: where one does not start, it is said there why. */
export interface LastLines {
  readonly original: readonly string[];
  readonly variant: readonly string[];
}

/**
 * What each edit saved, by leaving it out, and what would do the same in its place: the variant without it is built and
 * measured, and nothing is run.
 */
export interface EditEffect {
  /** The edit's ID. */
  readonly edit: string;
  readonly outcome: /** How much larger the image is without it; negative where it is smaller. Compressed bytes are null where unknown. */
    | { readonly state: 'measured'; readonly stored: number; readonly compressed: number | null }
    /** Without it others cannot be either, or it does not build: in words. */
    | { readonly state: 'unknown'; readonly why: string };
}

/** A verification as a job of the service: one at a time is carried out, the others wait for their turn. */
export interface VerificationJob {
  readonly id: string;
  /** The analysis of the original. */
  readonly analysis: string;
  readonly asked: {
    readonly variant: VariantName;
    readonly dropped: readonly string[];
    readonly what: 'verdict' | 'edits';
    readonly stepBack: boolean;
  };
  /** ISO 8601. */
  readonly askedAt: string;
  /** Grows with all that is new. */
  readonly revision: number;
  readonly outcome: /** How many are before it. */
    | { readonly state: 'waiting'; readonly ahead: number }
    | { readonly state: 'running'; readonly step: VerifyStep | null }
    | { readonly state: 'done' }
    | { readonly state: 'cancelled' }
    | { readonly state: 'failed'; readonly failure: FailureReport };
  /** In the order in which they were reached: where it steps back there are several. */
  readonly verdicts: readonly Verdict[];
  /** Of `what: 'edits'`: what is known so far; null otherwise. */
  readonly effects: readonly EditEffect[] | null;
  /** For people: where its time was up before it was done. */
  readonly notes: readonly string[];
  /** Of one that was kept: what changed since, in words. */
  readonly stale: readonly string[];
}

/** What is known before a variant is verified. */
export interface VerificationPlan {
  readonly disk: DiskEstimate;
  /**
   * `none`: the variant copies nothing of a context. `image`: what it copies can be taken from the original. `folder`: the
   * project's folder is needed, and `why` tells what of it.
   */
  readonly needs: 'none' | 'image' | 'folder';
  readonly why: string | null;
}
