import type { LintRule } from '../lint-rule.ts';
import type { PlainCommand } from '../plain-commands.ts';
import { operandProblem, operands, runRule, runs } from './commands.ts';

export const otherPackageRules: readonly LintRule[] = [
  runRule('DL3028', 'warning', (commands) =>
    operandProblem(
      commands,
      (command) => gems(command).find((name) => !name.includes(':')),
      (name) => `Name the version that is wanted: gem install ${name}:<version>`,
    ),
  ),

  runRule('DL3062', 'warning', (commands) =>
    operandProblem(
      commands,
      (command) => goPackages(command).find((name) => !isPinned(name)),
      (name) => `Name the version that is wanted: go install ${name.split('@')[0]}@<version>`,
    ),
  ),
];

function gems(command: PlainCommand): string[] {
  const { args } = command;
  const versioned = args.some((arg) => arg === '-v' || arg === '--version' || arg.startsWith('--version='));
  if (!runs(command, 'gem', ['install', 'i']) || versioned) return [];
  const end = args.indexOf('--');
  const found: string[] = [];
  let isValue = false;
  for (const arg of end === -1 ? args : args.slice(0, end)) {
    // Every option of gem is taken to have a value.
    if (!isValue && !arg.startsWith('-') && arg !== 'install' && arg !== 'i') found.push(arg);
    isValue = !isValue && arg.startsWith('-');
  }
  return found;
}

/** What `go run` runs, or what `go install` and `go get` fetch. */
function goPackages(command: PlainCommand): string[] {
  if (runs(command, 'go', ['run'])) {
    return operands(command)
      .slice(0, 2)
      .filter((word) => word !== 'run');
  }
  if (!runs(command, 'go', ['install', 'get'])) return [];
  return operands(command).filter((word) => word !== 'install' && word !== 'get' && word !== 'tool');
}

function isPinned(name: string): boolean {
  return /^[./]/.test(name) || (name.includes('@') && !/@(?:latest|none)$/.test(name));
}
