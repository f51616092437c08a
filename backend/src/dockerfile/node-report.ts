import { trimSpace } from './characters.ts';
import type { Dockerfile, Heredoc, Instruction } from './syntax.ts';

/** A file as BuildKit's parser holds it, so that the two can be compared; what is no UTF-8 is U+FFFD, as there. */
export interface FileReport {
  readonly escape: string;
  readonly errors: readonly ErrorReport[];
  readonly instructions: readonly InstructionReport[];
}

interface ErrorReport {
  readonly message: string;
  readonly hint: string | null;
  readonly line: number;
  readonly column: number;
}

export interface InstructionReport {
  readonly keyword: string;
  readonly start: number;
  readonly end: number;
  /** Null where nothing follows the keyword. */
  readonly flags: readonly string[] | null;
  readonly values: readonly string[] | null;
  readonly json: boolean;
  readonly heredocs: readonly HeredocReport[] | null;
  readonly onbuild: TriggerReport | null;
}

interface HeredocReport {
  readonly Name: string;
  readonly Content: string;
  readonly Chomp: boolean;
  readonly Expand: boolean;
}

/** The instruction of an ONBUILD; BuildKit knows neither lines nor heredocs of it. */
interface TriggerReport {
  readonly Value: string;
  readonly Start: 0;
  readonly End: 0;
  readonly Flags: readonly string[] | null;
  readonly Vals: readonly string[] | null;
  readonly JSON: boolean;
  readonly H: null;
  readonly Orig: string;
  readonly Sub: TriggerReport | null;
  readonly Comments: null;
}

export function reportFile({ escape: escapeCharacter, errors, instructions }: Dockerfile): FileReport {
  return {
    escape: escapeCharacter,
    errors: errors.map(({ message, hint, line, column }) => ({ message: message.toWellFormed(), hint, line, column })),
    instructions: instructions.map(reportInstruction),
  };
}

function reportInstruction(instruction: Instruction): InstructionReport {
  return {
    keyword: instruction.keyword.toWellFormed(),
    start: instruction.startLine,
    end: instruction.endLine,
    flags: flagsOf(instruction),
    values: valuesOf(instruction),
    json: instruction.json,
    heredocs: instruction.heredocs.length === 0 ? null : instruction.heredocs.map(reportHeredoc),
    onbuild: triggerOf(instruction),
  };
}

function triggerOf({ onbuild }: Instruction): TriggerReport | null {
  if (onbuild === null) return null;
  return {
    Value: onbuild.keyword.toWellFormed(),
    Start: 0,
    End: 0,
    Flags: flagsOf(onbuild),
    Vals: valuesOf(onbuild),
    JSON: onbuild.json,
    H: null,
    Orig: onbuild.joined.toWellFormed(),
    Sub: triggerOf(onbuild),
    Comments: null,
  };
}

function flagsOf({ flags, joined, keyword }: Instruction): string[] | null {
  return trimSpace(joined).length === keyword.length ? null : flags.map(({ text }) => text.toWellFormed());
}

function valuesOf({ values }: Instruction): string[] | null {
  return values.length === 0 ? null : values.map(({ text }) => text.toWellFormed());
}

function reportHeredoc({ name, content, chomp, expand }: Heredoc): HeredocReport {
  return { Name: name.toWellFormed(), Content: content.toWellFormed(), Chomp: chomp, Expand: expand };
}
