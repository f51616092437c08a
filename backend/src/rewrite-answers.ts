/** The lighter Dockerfile, as it crosses the service's door. Sizes are bytes, lines count from 1. */

/** From the safest to the lightest; each has the rules of those before it. */
export const variantNames = ['tidy', 'slim', 'multi-stage', 'distroless'] as const;
export type VariantName = (typeof variantNames)[number];

/**
 * `safe`: the image does the same. `review`: it should, and a person should look once. `breaking-if`: it does not where
 * the named condition holds.
 */
export type Risk =
  | { readonly kind: 'safe' }
  | { readonly kind: 'review'; readonly why: string }
  | { readonly kind: 'breaking-if'; readonly condition: string };

/** An estimate: never to be shown like a measurement. */
export interface Predicted {
  readonly bytes: number;
  readonly low: number;
  readonly high: number;
}

export interface PredictedSizes {
  /** The sizes of all files in all layers, as `storedBytes` of an analysis. */
  readonly stored: Predicted;
  /** Null where it is not known how well the image compresses. */
  readonly compressed: Predicted | null;
}

/** Lines of a text; `end` is the last one. An empty place is told by the line in front of which it is, `end` one less. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** One thing that a variant does differently, with its reason: it can be dropped by its ID. */
export interface SuggestedEdit {
  /** The same whatever else is dropped: the rule and what it speaks of. */
  readonly id: string;
  readonly rule: string;
  readonly title: string;
  readonly reason: string;
  readonly evidence: readonly string[];
  readonly risk: Risk;
  /** Lines of the starting Dockerfile that it changes or takes away. */
  readonly from: readonly LineRange[];
  /** Lines of the variant's Dockerfile that hold its text. */
  readonly to: readonly LineRange[];
  /** Lines that it adds to the ignore file. */
  readonly ignored: readonly string[];
  /** What it alone takes off, in the order of the rules; negative where it adds, null where that is not known. */
  readonly saves: { readonly stored: number; readonly compressed: number | null } | null;
}

/** Where a rule did nothing although it had something to look at. */
export interface SkippedRule {
  readonly rule: string;
  /** Of the starting Dockerfile; null where it is about the whole. */
  readonly line: number | null;
  readonly why: string;
}

/** What a variant has no more of; each list whole or cut at 200. */
export interface RemovedExposure {
  readonly packages: { readonly count: number; readonly names: readonly string[] };
  readonly setuidFiles: readonly string[];
  readonly shells: readonly string[];
  /** Whether the last stage runs as somebody else than root, and the image did not. */
  readonly rootUser: boolean;
  /** Why some of it may still be there: what the new base has is not known. */
  readonly unsure: string | null;
}

export interface Variant {
  readonly variant: VariantName;
  readonly dockerfile: string;
  /** Null where the variant changes nothing there. */
  readonly ignoreFile: { readonly path: string; readonly text: string } | null;
  /** In the unified format, against the starting files; as `git apply` and `patch -p1` take it. */
  readonly patch: string;
  readonly edits: readonly SuggestedEdit[];
  readonly skipped: readonly SkippedRule[];
  /** Null where the image is not at hand. */
  readonly predicted: PredictedSizes | null;
  readonly removes: RemovedExposure | null;
  /** For people: what was kept for want of evidence, what the last stage is built on. */
  readonly notes: readonly string[];
}

export interface RuleReport {
  readonly id: string;
  readonly level: VariantName;
  readonly title: string;
  /** A person switched it off. */
  readonly off: boolean;
}

export interface ReadyRewrite {
  readonly state: 'ready';
  /** What is rewritten. */
  readonly start: {
    readonly filename: string;
    readonly text: string;
    readonly ignoreFile: { readonly path: string; readonly text: string } | null;
    /** Where nobody wrote it: what was lost when it was reconstructed. */
    readonly reconstructed: string | null;
  };
  readonly today: { readonly stored: number; readonly compressed: number | null } | null;
  /** Those that differ from the one before, in the order of `variantNames`. */
  readonly variants: readonly Variant[];
  readonly absent: readonly { readonly variant: VariantName; readonly why: string }[];
  readonly rules: readonly RuleReport[];
}

/** Nothing can be proposed at all: an image of Windows, no Dockerfile, or one that BuildKit refuses. */
export interface NoRewrite {
  readonly state: 'none';
  readonly why: string;
}

export type RewriteAnswer = ReadyRewrite | NoRewrite;

/** What is done while an answer is waited for. */
export type RewriteStep =
  | { readonly phase: 'bases'; readonly reference: string; readonly done: number; readonly total: number }
  | { readonly phase: 'rules' };

/** Not yet there: to be asked again. */
export interface WorkingRewrite {
  readonly state: 'working';
  readonly step: RewriteStep | null;
}
