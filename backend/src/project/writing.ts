import type { FailureReport } from '../failure.ts';

/** What became of one file that was to be written. Paths are relative to the folder. */
export interface WrittenFile {
  /** Where a symlink was named, what it leads to. */
  readonly path: string;
  /** Where what was there before is kept; null where there was nothing that had to be. */
  readonly kept: string | null;
}

/** What the writer prints as one line: it exits with 0 where all was written, and 1 where nothing was. */
export type WriterAnswer = { readonly written: readonly WrittenFile[] } | { readonly failure: FailureReport };
