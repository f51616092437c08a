import { type AtInstruction, followVariables } from '../expand/follow-variables.ts';
import type { LintFinding } from './lint-rule.ts';
import type { LintSubject } from './lint-subject.ts';

/** Looks at every instruction of every stage with its variables; those of images that are not known are left out. */
export function followSubject(
  { file, graph, options }: LintSubject,
  look: (at: AtInstruction) => readonly LintFinding[],
): LintFinding[] {
  const { baseVariables } = options;
  const findings: LintFinding[] = [];
  const known = { ...options, baseVariables: (stage: AtInstruction['stage']) => baseVariables?.(stage) ?? [] };
  followVariables(file, graph, known, (at) => {
    for (const finding of look(at)) findings.push(finding);
  });
  return findings;
}
