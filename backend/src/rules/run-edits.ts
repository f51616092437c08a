import type { Instruction } from '../dockerfile/syntax.ts';
import type { RuleEdit } from './draft.ts';
import type { Subject } from './subject.ts';

/**
 * Adds a command to the end of a RUN, to be run where those before it succeeded, in the file's own style.
 * @returns null where the commands cannot be read, or end in one that goes on in the background
 */
export function appendCommand(subject: Subject, run: Instruction, command: string): RuleEdit | null {
  const read = subject.run(run);
  const last = read.kind === 'commands' ? read.script.list.items.at(-1) : undefined;
  if (read.kind !== 'commands' || last === undefined) return null;
  const rest = subject.text.slice(last.end, run.heredocs.length > 0 ? (run.heredocs[0]?.body.end ?? run.end) : run.end);
  if (/^\s*[;&|]/.test(rest)) return null;
  const [heredoc] = run.heredocs;
  if (heredoc !== undefined) {
    // Its lines are the script only where nothing else is read from it.
    if (run.heredocs.length > 1 || last.start < heredoc.body.start) return null;
    const text = `${subject.style.lineEnd}${indentAt(subject, last.start)}${command}`;
    return { start: last.end, end: last.end, text };
  }
  return { start: last.end, end: last.end, text: `${joint(subject, run)}${command}` };
}

/**
 * What stands between two commands of a RUN that are joined with `&&`.
 * @param behind where the first of them starts: the second has its line's indent. Without it that of the RUN's further lines
 */
export function joint(subject: Subject, run: Instruction, behind: number | null = null): string {
  const { style } = subject;
  if (run.pieces.length === 1) return ' && ';
  const indent = behind === null ? '' : indentAt(subject, behind);
  const next = `${style.continuation}${style.lineEnd}${indent || indentOf(subject, run)}`;
  return style.operators === 'leading' ? `${next}&& ` : ` &&${next}`;
}

/** What stands before the text of the instruction's own further lines. */
export function indentOf(subject: Subject, { pieces }: Instruction): string {
  const [, second] = pieces;
  if (second === undefined) return subject.style.indent;
  return /^[ \t]*/.exec(subject.text.slice(second.start, second.end))?.[0] || subject.style.indent;
}

function indentAt(subject: Subject, at: number): string {
  return /^[ \t]*/.exec(subject.text.slice(lineStart(subject, at), at))?.[0] ?? '';
}

function lineStart(subject: Subject, at: number): number {
  return subject.text.lastIndexOf('\n', at - 1) + 1;
}
