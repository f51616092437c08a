import type { LintRule } from '../lint-rule.ts';
import type { PlainCommand } from '../plain-commands.ts';
import { hasOption, isMounted, operandProblem, operands, problemAt, runRule, runs } from './commands.ts';

export const apkRules: readonly LintRule[] = [
  runRule('DL3018', 'warning', (commands) =>
    operandProblem(
      commands,
      (command) => (adds(command) ? packages(command).find((name) => !isPinned(name)) : undefined),
      (name) => `Name the version that is wanted: apk add ${name}=<version>`,
    ),
  ),

  runRule('DL3019', 'info', (commands, run) => {
    if (isMounted(run, '/var/cache/apk')) return null;
    const kept = commands.find((command) => adds(command) && !hasOption(command, 'no-cache'));
    return problemAt(kept, 'Keep no package index in the layer: apk add --no-cache');
  }),
];

function adds(command: PlainCommand): boolean {
  return runs(command, 'apk', ['add']);
}

function packages(command: PlainCommand): string[] {
  return operands(command, ['t', 'virtual', 'repository', 'X']).filter((word) => word !== 'add');
}

function isPinned(name: string): boolean {
  return /[=~<>]/.test(name) || name.endsWith('.apk');
}
