import type { Instruction, Stage } from '../dockerfile/syntax.ts';
import type { Subject } from './subject.ts';

/** The stages whose layers are the image's: the result and those that it is built upon, the lowest first. */
export function stagesOfImage({ result, graph }: Subject): readonly Stage[] {
  const stages: Stage[] = [];
  // Stages in a circle are refused, but may be looked at.
  for (let stage = result; stage !== null && !stages.includes(stage); ) {
    stages.unshift(stage);
    stage = stage.base.kind === 'stage' ? (graph.stages[stage.base.index] ?? null) : null;
  }
  return stages;
}

/** The RUNs whose files are in the image, in order. */
export function runsOfImage(subject: Subject): readonly Instruction[] {
  return stagesOfImage(subject).flatMap(({ instructions }) => instructions.filter(({ name }) => name === 'RUN'));
}

export function stageOf({ graph }: Subject, instruction: Instruction): Stage | null {
  return graph.stages.find(({ instructions }) => instructions.includes(instruction)) ?? null;
}

/** All that is done on top of an instruction: the rest of its stage, and the stages that are built upon it. */
export function instructionsAfter(subject: Subject, instruction: Instruction): readonly Instruction[] {
  const own = stageOf(subject, instruction);
  if (own === null) return [];
  const built = new Set([own.index]);
  const after = own.instructions.filter(({ start }) => start > instruction.start);
  for (const { base, index, instructions } of subject.graph.stages) {
    if (base.kind !== 'stage' || !built.has(base.index) || index <= base.index) continue;
    built.add(index);
    after.push(...instructions);
  }
  return after;
}

/** What was done before an instruction in its stage and in those that it is built upon, in order. */
export function instructionsBefore(subject: Subject, instruction: Instruction): readonly Instruction[] {
  const before: Instruction[] = [];
  const seen = new Set<Stage>();
  for (let stage = stageOf(subject, instruction); stage !== null && !seen.has(stage); ) {
    seen.add(stage);
    before.unshift(...stage.instructions.filter(({ start }) => start < instruction.start));
    stage = stage.base.kind === 'stage' ? (subject.graph.stages[stage.base.index] ?? null) : null;
  }
  return before;
}
