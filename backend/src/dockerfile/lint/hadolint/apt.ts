import type { Stage } from '../../syntax.ts';
import { findingAt, hadolintRule, type LintFinding, type LintRule } from '../lint-rule.ts';
import type { LintRun, LintSubject } from '../lint-subject.ts';
import type { PlainCommand } from '../plain-commands.ts';
import { hasOption, isMounted, operandProblem, operands, problemAt, runRule, runs } from './commands.ts';

export const aptRules: readonly LintRule[] = [
  runRule('DL3008', 'warning', (commands) =>
    operandProblem(
      commands,
      (command) => (installs(command) ? packages(command).find((name) => !isPinned(name)) : undefined),
      (name) => `Name the version that is wanted: apt-get install ${name}=<version>`,
    ),
  ),

  hadolintRule('DL3009', 'info', (subject) => [
    ...listsLeft(
      subject,
      subject.runs.filter(({ instruction }) => instruction.onbuild === null),
    ),
    ...listsLeft(
      subject,
      subject.runs.filter(({ instruction }) => instruction.onbuild !== null),
    ),
  ]),

  runRule('DL3014', 'warning', (commands) =>
    problemAt(
      commands.find((command) => installs(command) && !saysYes(command)),
      'Nobody is there to answer: write apt-get install -y',
    ),
  ),

  runRule('DL3015', 'info', (commands) =>
    problemAt(
      commands.find((command) => installs(command) && !leavesRecommended(command)),
      'Leave out what is only recommended: apt-get install --no-install-recommends',
    ),
  ),

  runRule('DL3027', 'warning', (commands) =>
    problemAt(
      commands.find(({ name }) => name === 'apt'),
      'apt is made for people and may change: use apt-get or apt-cache',
    ),
  ),
];

function installs(command: PlainCommand): boolean {
  return runs(command, 'apt-get', ['install']);
}

function packages(command: PlainCommand): string[] {
  return operands(command, ['t', 'target-release']).filter((word) => word !== 'install');
}

function isPinned(name: string): boolean {
  return name.includes('=') || name.includes('/') || name.endsWith('.deb');
}

function saysYes(command: PlainCommand): boolean {
  const quiet = (name: string) => command.options.filter((option) => option === name).length === 2;
  return (
    hasOption(command, 'y', 'yes', 'qq', 'assume-yes') || quiet('q') || quiet('quiet') || command.args.includes('-q=2')
  );
}

function leavesRecommended(command: PlainCommand): boolean {
  return hasOption(command, 'no-install-recommends') || command.args.includes('APT::Install-Recommends=false');
}

/** Lists that stay in the last stage, or in one that another stage is built upon. */
function listsLeft({ graph }: LintSubject, candidates: readonly LintRun[]): LintFinding[] {
  const built = new Set<Stage | undefined>([graph.stages.at(-1)]);
  for (const { base } of graph.stages) if (base.kind === 'stage') built.add(graph.stages[base.index]);
  return candidates.flatMap((run): LintFinding[] => {
    const update = forgottenUpdate(run.commands);
    if (update === undefined || isListMounted(run) || (run.stage !== null && !built.has(run.stage))) return [];
    const message = 'The package lists stay in the layer: rm -rf /var/lib/apt/lists/* in the same RUN';
    return [findingAt(run.instruction, message, update.command)];
  });
}

function forgottenUpdate(commands: readonly PlainCommand[]): PlainCommand | undefined {
  if (commands.some((command) => runs(command, 'rm', ['-rf', '/var/lib/apt/lists/*']))) return undefined;
  return commands.find((command) => runs(command, ['apt', 'apt-get', 'aptitude'], ['update']));
}

function isListMounted(run: LintRun): boolean {
  return isMounted(run, '/var/lib/apt/lists') || (isMounted(run, '/var/lib/apt') && isMounted(run, '/var/cache/apt'));
}
