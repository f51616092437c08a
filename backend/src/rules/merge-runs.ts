import type { Comment, Instruction, Range } from '../dockerfile/syntax.ts';
import type { RuleEdit } from './draft.ts';
import { stageOf } from './image-stages.ts';
import { whyNotJoined } from './joined-commands.ts';
import { indentOf } from './run-edits.ts';
import type { Subject } from './subject.ts';

/** What says nothing about what a RUN does, so that a RUN may be moved over it. */
const metadata: ReadonlySet<string> = new Set([
  ...['CMD', 'ENTRYPOINT', 'EXPOSE', 'HEALTHCHECK', 'LABEL', 'MAINTAINER', 'STOPSIGNAL'],
]);
/** Longer than that a line is broken. */
const maxLine = 100;

/** The RUN that comes next, where nothing but metadata is between. */
export function nextRun(subject: Subject, run: Instruction): Instruction | null {
  const after = stageOf(subject, run)?.instructions.filter(({ start }) => start > run.start) ?? [];
  const next = after.find(({ name }) => !metadata.has(name));
  return next?.name === 'RUN' ? next : null;
}

/** Why two RUNs, one right after the other, have to stay two; null where they need not. */
export function whyApart(subject: Subject, first: Instruction, second: Instruction): string | null {
  if (first.heredocs.length > 0 || second.heredocs.length > 0) return 'one of them is written as a heredoc';
  if (first.flags.map(({ text }) => text).join(' ') !== second.flags.map(({ text }) => text).join(' ')) {
    return 'their options differ';
  }
  const [one, two] = [subject.run(first), subject.run(second)];
  if (one.kind === 'left-alone') return one.why;
  if (two.kind === 'left-alone') return two.why;
  const last = one.script.list.items.at(-1);
  if (last === undefined || !/^[ \t]*(?:#.*)?$/.test(subject.text.slice(last.end, first.end))) {
    return 'the first of them ends in an operator';
  }
  if (second.comments.some((comment) => /^(?:hadolint|check)[\s=]/i.test(comment))) {
    return 'the comment above the second one is for a linter, which looks for it there';
  }
  return whyNotJoined(one.script, two.script, subject.textOf(second.argument));
}

/**
 * Folds RUNs into the first of them. Comments between them go along, as lines of the RUN.
 * @param runs each the `nextRun` of the one before, and not to be kept apart from it
 */
export function mergeRuns(subject: Subject, runs: readonly Instruction[]): RuleEdit[] {
  const [first, ...others] = runs;
  if (first === undefined) return [];
  const read = subject.run(first);
  const at = (read.kind === 'commands' ? read.script.list.items.at(-1)?.end : undefined) ?? first.end;
  const taken = others.map((run) => ({ run, comments: commentsOf(subject, run) }));
  const length = runs.reduce((sum, { joined }) => sum + joined.length, 0);
  const isLine =
    length <= maxLine &&
    runs.every(({ pieces }) => pieces.length === 1) &&
    taken.every(({ comments }) => comments.length === 0);
  const insertion = new MovedText();
  for (const { run, comments } of taken) {
    if (isLine) insertion.add(' && ');
    else joinLines(subject, first, comments, insertion);
    insertion.move(subject.text, { start: run.argument.start, end: run.end });
  }
  return [
    { start: at, end: at, text: insertion.text, moved: insertion.moved },
    ...taken.map(({ run, comments }) => ({ ...linesOf(subject, run, comments), text: '' })),
  ];
}

function joinLines(subject: Subject, first: Instruction, comments: readonly Comment[], text: MovedText): void {
  const { style } = subject;
  const indent = indentOf(subject, first);
  text.add(style.operators === 'leading' ? style.continuation : ` &&${style.continuation}`);
  text.add(style.lineEnd);
  for (const comment of comments) {
    text.add(indent);
    text.move(subject.text, comment);
    text.add(style.lineEnd);
  }
  text.add(style.operators === 'leading' ? `${indent}&& ` : indent);
}

/** The comments right above a RUN, and those between its keyword and its commands. */
function commentsOf({ file }: Subject, run: Instruction): Comment[] {
  const within = file.comments.filter(({ start }) => start > run.start && start < run.argument.start);
  return [...file.comments.filter(isAbove(file.text, run)), ...within];
}

/** Whether nothing but comments and empty lines is between a comment and the RUN. */
function isAbove(text: string, run: Instruction): (comment: Comment) => boolean {
  return ({ start, end }) =>
    end <= run.start &&
    text
      .slice(start, run.start)
      .split('\n')
      .every((line) => /^\s*(?:#.*)?$/.test(line));
}

/** From the end of the last line before that says anything. */
function linesOf({ text }: Subject, run: Instruction, [comment]: readonly Comment[]): Range {
  const start = Math.min(comment?.start ?? run.start, run.start);
  return { start: text.slice(0, start).trimEnd().length, end: run.end };
}

/** Text of which parts stood elsewhere. */
class MovedText {
  text = '';
  readonly moved: { from: Range; at: number }[] = [];

  add(text: string): void {
    this.text += text;
  }

  move(text: string, { start, end }: Range): void {
    this.moved.push({ from: { start, end }, at: this.text.length });
    this.text += text.slice(start, end);
  }
}
