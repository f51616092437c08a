import type { Instruction } from '../../syntax.ts';
import { findingAt, hadolintRule, type LintFinding, type LintRule } from '../lint-rule.ts';

/** With more commands than this a RUN was written on purpose. */
const few = 1;

export const layerRules: readonly LintRule[] = [
  hadolintRule('DL3059', 'info', ({ file, runs }) => {
    const byInstruction = new Map(runs.map((run) => [run.instruction, run]));
    let before: { readonly flags: string; readonly commands: number } | null = null;
    return file.instructions.flatMap((instruction): LintFinding[] => {
      const run = instruction.name === 'RUN' ? byInstruction.get(instruction) : undefined;
      if (run === undefined) {
        before = null;
        return [];
      }
      const own = { flags: flagsOf(instruction), commands: run.commands.length };
      const joins = before !== null && before.flags === own.flags && before.commands <= few && own.commands <= few;
      if (joins) return [findingAt(instruction, 'This RUN and the one before could be one', instruction.keywordRange)];
      before = own;
      return [];
    });
  }),
];

function flagsOf({ flags }: Instruction): string {
  return flags
    .map(({ text }) => text)
    .sort()
    .join(' ');
}
