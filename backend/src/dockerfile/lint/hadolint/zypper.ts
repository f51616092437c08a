import type { LintRule } from '../lint-rule.ts';
import type { PlainCommand } from '../plain-commands.ts';
import { hasOption, isMounted, operandProblem, operands, problemAt, runRule, runs } from './commands.ts';

const changing = ['install', 'in', 'remove', 'rm', 'source-install', 'si', 'patch'] as const;

export const zypperRules: readonly LintRule[] = [
  runRule('DL3034', 'warning', (commands) =>
    problemAt(
      commands.find((command) => runs(command, 'zypper', changing) && !isAnswered(command)),
      'Nobody is there to answer: write zypper install -y',
    ),
  ),

  runRule('DL3036', 'warning', (commands, run) => {
    if (isMounted(run, '/var/cache/zypp')) return null;
    const first = commands.findIndex(installs);
    const cleaned = commands.findIndex((command) => runs(command, 'zypper', ['clean', 'cc'])) > first;
    return cleaned ? null : problemAt(commands[first], 'The cache of zypper stays in the layer: zypper clean');
  }),

  runRule('DL3037', 'warning', (commands) =>
    operandProblem(
      commands,
      (command) => (installs(command) ? packages(command).find((name) => !isPinned(name)) : undefined),
      (name) => `Name the version that is wanted: zypper install ${name}=<version>`,
    ),
  ),
];

function installs(command: PlainCommand): boolean {
  return runs(command, 'zypper', ['install', 'in']);
}

function isAnswered(command: PlainCommand): boolean {
  return hasOption(command, 'non-interactive', 'n', 'no-confirm', 'y');
}

function packages(command: PlainCommand): string[] {
  return operands(command).filter((word) => word !== 'install' && word !== 'in');
}

function isPinned(name: string): boolean {
  return /[=<>]/.test(name) || name.endsWith('.rpm');
}
