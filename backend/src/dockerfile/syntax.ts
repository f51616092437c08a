/** A part of the text: offsets are indexes into the JavaScript string, `end` is the first one after it. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * A Dockerfile, read as BuildKit reads it, with the place of everything in the text.
 * Bytes that are no UTF-8 are lone surrogates in the text (`decodeName` of paths/path-bytes.ts).
 */
export interface Dockerfile {
  readonly text: string;
  readonly escape: EscapeCharacter;
  /** `# syntax=`, `# escape=`, `# check=`, as long as nothing else came before. */
  readonly directives: readonly Directive[];
  readonly instructions: readonly Instruction[];
  /** All comment lines that are no directives, those between the lines of an instruction too; those in heredocs are not. */
  readonly comments: readonly Comment[];
  /** What BuildKit's parser refuses, in the order of the text. Where there is one, the rest was read all the same. */
  readonly errors: readonly ParseError[];
  /** Where each line starts; line n (from 1) at `lineStarts[n - 1]`. */
  readonly lineStarts: readonly number[];
}

export type EscapeCharacter = '\\' | '`';

export type DirectiveName = 'syntax' | 'escape' | 'check';

/** The range is that of the line, without its end. */
export interface Directive extends Range {
  readonly name: DirectiveName;
  readonly value: string;
  readonly valueRange: Range;
  readonly line: number;
}

/** The range is from `#` to the end of the line, without the line end. */
export interface Comment extends Range {
  /** Without `#` and the white space around. */
  readonly text: string;
  readonly line: number;
}

/** One instruction; its range is from the keyword to the end of its last line (that of the last heredoc), without the line end. */
export interface Instruction extends Range {
  /** As written. */
  readonly keyword: string;
  /** In capital letters: `RUN`. Any word, as BuildKit's parser takes any. */
  readonly name: string;
  readonly keywordRange: Range;
  /** Lines count from 1. */
  readonly startLine: number;
  readonly endLine: number;
  /** The whole instruction without heredocs on one line: continuations joined, comments and empty lines among them dropped. */
  readonly joined: string;
  /** What the joined line was made of, in order: concatenated they are `joined`. */
  readonly pieces: readonly Range[];
  /** Empty also where nothing follows the keyword. */
  readonly flags: readonly Flag[];
  /** All that follows keyword and flags, joined, without the white space around. */
  readonly argument: Value;
  /**
   * BuildKit's arguments: one for shell forms, the elements of JSON forms; name, value and separator in turn for ENV and
   * LABEL (`=`, or empty for the old form with a space); words for the others. Quotes and escapes are still in, except in JSON.
   */
  readonly values: readonly Value[];
  /** The arguments were written as a JSON array of strings. */
  readonly json: boolean;
  /** In the order of their bodies. Those of an ONBUILD's instruction belong to the ONBUILD. */
  readonly heredocs: readonly Heredoc[];
  /** The instruction after ONBUILD. */
  readonly onbuild: Instruction | null;
  /** The comment lines right above, as BuildKit takes them for descriptions. */
  readonly comments: readonly string[];
}

/** A piece of an instruction; the range may span continuations, which the text does not have. */
export interface Value extends Range {
  readonly text: string;
}

/** `--name=value` or `--name`; the text is that of the whole flag without quotes. */
export interface Flag extends Value {
  /** Without `--`. */
  readonly name: string;
  /** Null where there is no `=`. */
  readonly value: string | null;
  readonly valueRange: Range | null;
}

/** `<<EOF`; the range is that of the word which announces it. */
export interface Heredoc extends Range {
  readonly name: string;
  /** As BuildKit holds it: with the tabs that `<<-` takes off. */
  readonly content: string;
  /** `<<-`. */
  readonly chomp: boolean;
  /** The name is not quoted, so variables in the content are expanded. */
  readonly expand: boolean;
  readonly fileDescriptor: number;
  /** The lines of the content, with their ends. */
  readonly body: Range;
  /** The line that ends it, without the line end. Null where the file ends before. */
  readonly terminator: Range | null;
}

/** Why BuildKit refuses the file, or the builder an instruction. Never thrown. */
export interface ParseError extends Range {
  readonly message: string;
  /** What to write instead, if anything is known. */
  readonly hint: string | null;
  /** Both count from 1; the column counts UTF-16 units. */
  readonly line: number;
  readonly column: number;
}

/** FROM and what follows it. */
export interface Stage {
  readonly index: number;
  /** In small letters, as BuildKit compares it; null where there is none. */
  readonly name: string | null;
  readonly nameRange: Range | null;
  readonly from: Instruction;
  /** The base as written, with variables. */
  readonly baseText: Value;
  readonly base: StageSource;
  /** As `--platform` has it, with variables expanded. */
  readonly platform: string | null;
  /** Those after FROM. */
  readonly instructions: readonly Instruction[];
  /** From FROM to the last line before the next FROM that belongs to an instruction. */
  readonly startLine: number;
  readonly endLine: number;
}

/** Where a stage, a COPY or a mount takes its files from. */
export type StageSource =
  | { readonly kind: 'stage'; readonly index: number }
  | { readonly kind: 'image'; readonly reference: ImageReference }
  | { readonly kind: 'scratch' }
  | { readonly kind: 'unknown'; readonly why: string };

/** `registry.example.org:5000/team/app:1.0@sha256:…`. */
export interface ImageReference {
  /** As written, with variables expanded. */
  readonly text: string;
  /** `docker.io` where none is written. */
  readonly domain: string;
  /** `library/debian` for `debian`. */
  readonly path: string;
  readonly tag: string | null;
  readonly digest: string | null;
  /** As a person writes it: without tag, digest, `docker.io/` and `library/`. */
  readonly familiarName: string;
}

/** One stage uses another, or an image. */
export interface StageEdge {
  readonly kind: 'base' | 'copy' | 'mount';
  /** Index of the stage that uses. */
  readonly stage: number;
  readonly source: StageSource;
  readonly instruction: Instruction;
  /** Where the source is named. */
  readonly range: Range;
}

export interface StageGraph {
  readonly stages: readonly Stage[];
  /** In the order of the text. */
  readonly edges: readonly StageEdge[];
  readonly errors: readonly ParseError[];
}
