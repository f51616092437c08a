import { findingAt, hadolintRule, type LintFinding, type LintRule } from '../lint-rule.ts';
import type { LintRun } from '../lint-subject.ts';
import type { PlainCommand } from '../plain-commands.ts';
import { hasOption, problemAt, runRule } from './commands.ts';

export const downloadRules: readonly LintRule[] = [
  runRule('DL3047', 'info', (commands) =>
    problemAt(
      commands.find((command) => command.name === 'wget' && !isQuiet(command)),
      'wget fills the log with its progress: wget -q, -nv or --progress=dot:giga',
    ),
  ),

  hadolintRule('DL4001', 'warning', ({ runs }) => [
    ...both(runs.filter(({ instruction }) => instruction.onbuild === null)),
    ...both(runs.filter(({ instruction }) => instruction.onbuild !== null)),
  ]),
];

function isQuiet(command: PlainCommand): boolean {
  return (
    hasOption(command, 'progress', 'q', 'quiet', 'o', 'output-file', 'a', 'append-output', 'no-verbose') ||
    command.args.includes('-nv')
  );
}

/** Each RUN that downloads, from the one on by which its stage has used both programs. */
function both(runs: readonly LintRun[]): LintFinding[] {
  const used = new Map<LintRun['stage'], Set<string>>();
  return runs.flatMap((run) => {
    const programs = used.get(run.stage) ?? new Set();
    used.set(run.stage, programs);
    const found = run.commands.filter(({ name }) => name === 'curl' || name === 'wget');
    for (const { name } of found) programs.add(name);
    const [first] = found;
    if (first === undefined || programs.size < 2) return [];
    return [findingAt(run.instruction, 'One of wget and curl would do', first.command)];
  });
}
