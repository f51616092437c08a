import type { Instruction, Range } from '../syntax.ts';
import type { LintSubject } from './lint-subject.ts';

export type LintTool = 'buildkit' | 'hadolint';

export type LintSeverity = 'error' | 'warning' | 'info';

/** What a rule of one of the known linters says of a place. The range is the exact place, the lines are the instruction's. */
export interface LintMessage extends Range {
  readonly id: string;
  readonly tool: LintTool;
  readonly severity: LintSeverity;
  readonly startLine: number;
  readonly endLine: number;
  readonly message: string;
  /** Where the rule is explained. */
  readonly url: string;
}

/** What a rule found, before it is known whether the file wants to hear it. */
export interface LintFinding {
  /** Which lines are shown; of those above its first line comments may silence the rule. */
  readonly lines: Pick<Instruction, 'startLine' | 'endLine'>;
  readonly at: Range;
  readonly message: string;
  /** The comments that may skip a BuildKit check here; those of the whole file always may. */
  readonly comments: readonly string[];
}

export interface LintRule {
  readonly id: string;
  readonly tool: LintTool;
  readonly severity: LintSeverity;
  readonly url: string;
  /** Runs only where the file or the caller asks for experimental checks. */
  readonly experimental: boolean;
  readonly find: (subject: LintSubject) => readonly LintFinding[];
}

/** A check of BuildKit. @param page the rule's page in Docker's documentation */
export function buildkitRule(
  id: string,
  page: string,
  find: LintRule['find'],
  options: { readonly experimental?: boolean } = {},
): LintRule {
  const url = `https://docs.docker.com/reference/build-checks/${page}/`;
  return { id, tool: 'buildkit', severity: 'warning', url, experimental: options.experimental ?? false, find };
}

/** A rule of hadolint, under its code. */
export function hadolintRule(id: string, severity: LintSeverity, find: LintRule['find']): LintRule {
  const url = `https://github.com/hadolint/hadolint/wiki/${id}`;
  return { id, tool: 'hadolint', severity, url, experimental: false, find };
}

/** A finding about a whole instruction, or a part of it. */
export function findingAt(instruction: Instruction, message: string, at: Range = instruction): LintFinding {
  return { lines: instruction, at, message, comments: instruction.comments };
}

/** One that only a directive for the whole file can skip. */
export function fileFinding(instruction: Instruction, message: string, at: Range = instruction): LintFinding {
  return { lines: instruction, at, message, comments: [] };
}
