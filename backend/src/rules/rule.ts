import type { Entry } from '../image/entries.ts';
import type { PathNode } from '../image/merge.ts';
import type { Risk, VariantName } from '../rewrite-answers.ts';
import type { BaseProfile } from './base-profile.ts';
import type { RuleEdit } from './draft.ts';
import type { Subject } from './subject.ts';

/** What a suggestion does to the image, told by the image's own files. Entries are those of the image model. */
export type Effect =
  /** These files are stored no more. */
  | { readonly kind: 'removes'; readonly files: Iterable<Entry> }
  /** So many bytes of a file are stored no more (debug sections); some of them are compressed in the file already. */
  | { readonly kind: 'shrinks'; readonly file: Entry; readonly bytes: number; readonly compressed?: number }
  /** A program needs no libraries and no loader any more, and has what it used of them itself. */
  | { readonly kind: 'links-statically'; readonly file: PathNode; readonly grows?: number }
  /** Something is stored that the image does not have. */
  | ({ readonly kind: 'adds' } & AddedBytes)
  /** The files of the base are stored no more, those of another base are. */
  | { readonly kind: 'replaces-base'; readonly base: BaseProfile }
  /** Files of the image that the last stage would not have go along. */
  | { readonly kind: 'keeps'; readonly files: Iterable<Entry> }
  /** Commands make a folder in place of one of the image: its files are not the image's, but load the same. */
  | ({ readonly kind: 'makes'; readonly folder: PathNode; readonly loads: readonly PathNode[] } & AddedBytes)
  /** What suggestions before added is not there: the base has it, or its files are copied. */
  | { readonly kind: 'adds-nothing' }
  /** A new last stage: of all files only these are stored, on top of another base; null for `scratch`. */
  | { readonly kind: 'new-stage'; readonly base: BaseProfile | null; readonly files: Iterable<Entry> };

/** Bytes that the image does not store; `low` and `high` as in `Predicted`. */
export interface AddedBytes {
  readonly stored: number;
  readonly low: number;
  readonly high: number;
  /** What they take compressed; left out, as packages do on average. */
  readonly compressed?: number;
}

/** One thing to write differently, with all that a person needs to judge it. */
export interface Suggestion {
  readonly kind: 'suggestion';
  /** What it is about, the same whatever other suggestions are dropped: see `Subject.anchor`. */
  readonly anchor: string;
  readonly title: string;
  /** Why, for people: what goes away, and what stays the same. */
  readonly reason: string;
  /** What of this image says so: paths, packages, lines. */
  readonly evidence: readonly string[];
  readonly risk: Risk;
  /** On the Dockerfile, in the subject's text. */
  readonly edits: readonly RuleEdit[];
  /** Lines for the ignore file that it does not have yet. */
  readonly ignored?: readonly string[];
  readonly effects: readonly Effect[];
  /** For people, told with the variant: what is kept for want of evidence. */
  readonly notes?: readonly string[];
}

/** It had something to look at, and does nothing. Where there is nothing to look at, nothing is told. */
export interface Skipped {
  readonly kind: 'skipped';
  /** Of the subject's text; null where it is about the whole. */
  readonly at: number | null;
  readonly why: string;
}

/** Finds what to write differently. Pure: the same subject always has the same outcomes. */
export interface Rule {
  /** Named for what goes away: `apt-lists-left-behind`. */
  readonly id: string;
  /** The first variant that has it. */
  readonly level: VariantName;
  /** What it does, for people who may switch it off. */
  readonly title: string;
  readonly suggest: (subject: Subject) => readonly (Suggestion | Skipped)[];
}

export const safe: Risk = { kind: 'safe' };

export function review(why: string): Risk {
  return { kind: 'review', why };
}

export function breakingIf(condition: string): Risk {
  return { kind: 'breaking-if', condition };
}

export function skipped(at: number | null, why: string): Skipped {
  return { kind: 'skipped', at, why };
}
