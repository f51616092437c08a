import type { Instruction, Range, Stage } from '../../dockerfile/syntax.ts';
import type { RuleEdit } from '../draft.ts';
import type { Subject } from '../subject.ts';

/** What the new last stage is made of; lines are written without keyword case and line ends of the file. */
export interface NewStage {
  readonly base: string;
  /** Commands that end the build stage, and those after them that only root is sure to be able to run. */
  readonly prunes: readonly string[];
  readonly removals: readonly string[];
  /** Keyword and arguments of the stage's lines between FROM and what the user's own tail says. */
  readonly lines: readonly { readonly keyword: string; readonly text: string }[];
}

/** Instructions that say how containers run, and make no file. */
const runtimeOnly: ReadonlySet<string> = new Set([
  'CMD',
  'ENTRYPOINT',
  'EXPOSE',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'STOPSIGNAL',
  'VOLUME',
]);
/** Of these the last one counts. */
const lastCounts: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'STOPSIGNAL']);
const makesFiles: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD']);

/** How a single stage falls apart: what builds, and what only says how containers run. */
export interface StageParts {
  readonly stage: Stage;
  /** The last instruction that makes files. */
  readonly lastBuild: Instruction;
  /** Those after it: they stay where they are, in the new stage. */
  readonly tail: readonly Instruction[];
  /** Those before it that belong into the new stage, in order. */
  readonly moved: readonly Instruction[];
}

/** Null where nothing makes files. */
export function partsOfStage(stage: Stage): StageParts | null {
  const lastBuild = stage.instructions.findLast(({ name }) => makesFiles.has(name));
  if (lastBuild === undefined) return null;
  const at = stage.instructions.indexOf(lastBuild);
  const tail = stage.instructions.slice(at + 1);
  const moved = stage.instructions.slice(0, at).filter((instruction) => {
    if (!runtimeOnly.has(instruction.name)) return false;
    if (!lastCounts.has(instruction.name)) return true;
    return stage.instructions.findLast(({ name }) => name === instruction.name) === instruction;
  });
  return { stage, lastBuild, tail, moved };
}

export function stageName(subject: Subject): string {
  const taken = new Set(subject.graph.stages.map(({ name }) => name));
  const names = ['build', 'builder', 'build-stage'];
  return names.find((name) => !taken.has(name)) ?? `build-${subject.graph.stages.length}`;
}

/** The edits that turn a single stage into a build stage and a new last one. */
export function splitEdits(subject: Subject, parts: StageParts, name: string, made: NewStage): RuleEdit[] {
  const { stage, lastBuild, moved } = parts;
  const { lineEnd, keywordCase } = subject.style;
  const keyword = (word: string) => (keywordCase === 'lower' ? word.toLowerCase() : word);
  const edits: RuleEdit[] = [];
  if (stage.name === null) {
    edits.push({ start: stage.baseText.end, end: stage.baseText.end, text: ` ${keyword('AS')} ${name}` });
  }
  const joint = `${subject.style.continuation}${lineEnd}${subject.style.indent}&& `;
  const run = (commands: readonly string[]) =>
    commands.length === 0 ? [] : [`${keyword('RUN')} ${commands.join(joint)}`];
  const user = subject.place(lastBuild)?.user ?? '';
  const isRoot = /^(?:|root|0)(?::|$)/.test(user);
  const prune =
    isRoot || made.removals.length === 0
      ? run([...made.prunes, ...made.removals])
      : [...run(made.prunes), `${keyword('USER')} root`, ...run(made.removals)];
  const platform = stage.from.flags.find((flag) => flag.name === 'platform');
  const from = [keyword('FROM'), ...(platform === undefined ? [] : [subject.textOf(platform)]), made.base].join(' ');
  const lines = [from, ...made.lines.map((line) => `${keyword(line.keyword)} ${line.text}`)];
  const place = lineEndAt(subject.text, lastBuild.end);
  const before = place === subject.text.length && !subject.text.endsWith('\n') ? lineEnd : '';
  let text = `${before}${prune.map((line) => line + lineEnd).join('')}${lineEnd}${lines.map((line) => line + lineEnd).join('')}`;
  const movedTexts: { from: Range; at: number }[] = [];
  for (const instruction of moved) {
    const range = withComments(subject, instruction);
    movedTexts.push({ from: range, at: text.length });
    text += subject.textOf(range);
    if (!text.endsWith('\n')) text += lineEnd;
    edits.push({ ...range, text: '' });
  }
  // What is put in stands in front of the empty lines and comments that belong to the tail.
  edits.push({ start: place, end: place, text, moved: movedTexts });
  return edits;
}

/** The instruction's whole lines, with the comment lines right above. */
function withComments({ file, text }: Subject, instruction: Instruction): Range {
  let startLine = instruction.startLine;
  const commentLines = new Set(file.comments.map(({ line }) => line));
  while (commentLines.has(startLine - 1)) startLine--;
  const start = file.lineStarts[startLine - 1] ?? instruction.start;
  return { start, end: lineEndAt(text, instruction.end) };
}

/** The start of the next line, or the end of the text. */
function lineEndAt(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}
