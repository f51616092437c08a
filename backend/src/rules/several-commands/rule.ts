import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import { withoutInstruction } from '../remove-edits.ts';
import { type Rule, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import { isSilenced } from '../silenced.ts';
import type { Subject } from '../subject.ts';

export const severalCommands: Rule = {
  id: 'several-commands',
  level: 'tidy',
  title: 'Remove commands that a later one in the same stage replaces',
  suggest: (subject) =>
    subject.graph.stages.flatMap((stage) => ['CMD', 'ENTRYPOINT'].flatMap((name) => earlier(subject, stage, name))),
};

function earlier(subject: Subject, { instructions }: Stage, name: string): (Suggestion | Skipped)[] {
  const all = instructions.filter((one) => one.name === name);
  const last = all.at(-1);
  if (last === undefined) return [];
  return all.slice(0, -1).flatMap((one) => suggestFor(subject, one, last) ?? []);
}

function suggestFor(subject: Subject, dead: Instruction, last: Instruction): Suggestion | Skipped | null {
  if (isSilenced(subject, dead, ['MultipleInstructionsDisallowed', 'DL4003', 'DL4004'])) return null;
  const isCommented = subject.file.comments.some(
    ({ line, start }) => line === dead.startLine - 1 || (start > dead.start && start < dead.end),
  );
  if (isCommented) return skipped(dead.start, `it has no effect, but a comment: line ${last.startLine} replaces it`);
  return {
    kind: 'suggestion',
    anchor: subject.anchor(dead),
    title: `Remove a ${dead.name} without effect`,
    reason: `Of several in a stage the last one counts, and replaces this ${dead.name}.`,
    evidence: [`${last.name} ${last.argument.text.slice(0, 200)}`],
    risk: safe,
    edits: [withoutInstruction(subject, dead)],
    effects: [],
  };
}
