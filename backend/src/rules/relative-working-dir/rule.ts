import { posix } from 'node:path';
import type { Instruction } from '../../dockerfile/syntax.ts';
import { type Rule, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import { isSilenced } from '../silenced.ts';
import type { Subject } from '../subject.ts';

export const relativeWorkingDir: Rule = {
  id: 'relative-working-dir',
  level: 'tidy',
  title: 'Name working directories from the root on',
  suggest: (subject) =>
    subject.graph.stages.flatMap(({ instructions }) =>
      instructions.filter(({ name }) => name === 'WORKDIR').flatMap((one) => suggestFor(subject, one) ?? []),
    ),
};

function suggestFor(subject: Subject, instruction: Instruction): Suggestion | Skipped | null {
  const [value] = instruction.values;
  if (value === undefined || /^["']?(?:[/$\\]|[A-Za-z]:)/.test(value.text)) return null;
  if (isSilenced(subject, instruction, ['DL3000', 'WorkdirRelativePath'])) return null;
  const from = subject.place(instruction)?.workingDir ?? null;
  if (from === null) return skipped(instruction.start, 'the working directory of its base is not known');
  if (!/^[\w./@+-]+$/.test(value.text)) return skipped(instruction.start, 'it has quotes or variables');
  const absolute = posix.join(from, value.text).replace(/(?<=.)\/+$/, '');
  return {
    kind: 'suggestion',
    anchor: subject.anchor(instruction),
    title: `WORKDIR ${absolute}`,
    reason: `It is ${absolute} only as long as the base and the lines above leave ${from}. Written out it stays where it is.`,
    evidence: [],
    risk: safe,
    edits: [{ start: value.start, end: value.end, text: absolute }],
    effects: [],
  };
}
