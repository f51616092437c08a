import type { Instruction, Range } from '../../syntax.ts';
import { buildkitRule, findingAt, type LintFinding, type LintRule } from '../lint-rule.ts';
import { inStages } from '../lint-subject.ts';

const onlyOnce: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

export const lastCountsRules: readonly LintRule[] = [
  buildkitRule('MultipleInstructionsDisallowed', 'multiple-instructions-disallowed', ({ graph }) =>
    graph.stages.flatMap(({ instructions }): LintFinding[] => {
      const before = new Map<string, Instruction>();
      return instructions.flatMap((instruction) => {
        const { name, comments } = instruction;
        const hidden = before.get(name);
        if (onlyOnce.has(name)) before.set(name, instruction);
        if (hidden === undefined) return [];
        // As in BuildKit: told of the one that does not count, but skipped by comments above the one that does.
        const message = `Another ${name} follows in this stage, and only the last one counts`;
        return [{ lines: hidden, at: hidden, message, comments }];
      });
    }),
  ),

  buildkitRule('JSONArgsRecommended', 'json-args-recommended', (subject) =>
    inStages(subject, (instruction): LintFinding[] => {
      const { name, json, argument } = instruction;
      if ((name !== 'CMD' && name !== 'ENTRYPOINT') || json || subject.shells.get(instruction)) return [];
      const at: Range = argument.end > argument.start ? argument : instruction;
      return [findingAt(instruction, `Write ${name} as a JSON array: a shell does not pass signals on`, at)];
    }),
  ),
];
