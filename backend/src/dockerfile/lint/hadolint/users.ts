import { findingAt, hadolintRule, type LintFinding, type LintRule } from '../lint-rule.ts';
import { problemAt, runRule } from './commands.ts';

export const userRules: readonly LintRule[] = [
  hadolintRule('DL3002', 'warning', ({ graph }) =>
    graph.stages.flatMap(({ instructions }): LintFinding[] => {
      const last = instructions.findLast(({ name }) => name === 'USER');
      if (last === undefined || !/^(?:root|0)(?::|$)/.test(last.argument.text)) return [];
      return [
        findingAt(last, 'What runs in the container will be root: switch to another user at the end', last.argument),
      ];
    }),
  ),

  runRule('DL3004', 'error', (commands) =>
    problemAt(
      commands.find(({ name }) => name === 'sudo'),
      'sudo has no use in a build: USER says who runs what follows',
    ),
  ),
];
