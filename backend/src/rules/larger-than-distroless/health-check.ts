import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import { noNode } from '../../image/merge.ts';
import type { RuleEdit } from '../draft.ts';
import type { ImageEvidence } from '../evidence.ts';
import type { Subject } from '../subject.ts';
import type { DistrolessRuntime } from './base-references.ts';
import { lastOf, programOf } from './command-edits.ts';
import type { StageFiles } from './stage-files.ts';

/** @returns the edits that let the health check find its program, or a sentence where there would be none */
export function healthCheckEdits(
  subject: Subject,
  stage: Stage,
  image: ImageEvidence,
  runtime: DistrolessRuntime,
  { has }: StageFiles,
): readonly RuleEdit[] | string {
  const check = lastOf(stage, 'HEALTHCHECK');
  if (check === null) {
    const isKept = image.facts.entrypoint.state !== 'known' || image.facts.entrypoint.value.healthCheck === null;
    return isKept ? [] : 'its base has a health check, which another one does not have';
  }
  const [kind, program] = check.values;
  if (kind?.text.toUpperCase() === 'NONE') return [];
  if (!check.json || program === undefined) {
    return `its health check needs a shell, line ${subject.line(check.start)}: write it in exec form, with a program that the last stage has`;
  }
  if (runtime !== 'binary' && isRuntime(program.text, runtime)) {
    const path = programOf[runtime];
    return program.text === path ? [] : [{ start: program.start, end: program.end, text: JSON.stringify(path) }];
  }
  const node = program.text.startsWith('/') ? image.tree.resolve(program.text) : noNode;
  if (node !== noNode && has(node)) return [];
  return `its health check runs ${program.text}, which distroless does not have: let the program itself check`;
}

function isRuntime(word: string, runtime: Exclude<DistrolessRuntime, 'binary'>): boolean {
  const name = word.slice(word.lastIndexOf('/') + 1);
  return runtime === 'python' ? /^python(?:3(?:\.13)?)?$/.test(name) : name === runtime;
}

/** Whether the health check is in shell form, so that another rule may write it for the runtime. */
export function shellHealthCheck(stage: Stage): Instruction | null {
  const check = lastOf(stage, 'HEALTHCHECK');
  return check === null || check.json || check.values[0]?.text.toUpperCase() !== 'CMD' ? null : check;
}
