import type { LineRange } from './rewrite-answers.ts';

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

/** What both printed last, for people: where one does not start, it is said there why. */
export interface LastLines {
  readonly original: readonly string[];
  readonly variant: readonly string[];
}
