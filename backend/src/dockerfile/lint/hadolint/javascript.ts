import type { Stage } from '../../syntax.ts';
import { findingAt, hadolintRule, type LintFinding, type LintRule } from '../lint-rule.ts';
import type { PlainCommand } from '../plain-commands.ts';
import { isMounted, operandProblem, operands, runRule, runs } from './commands.ts';

export const javascriptRules: readonly LintRule[] = [
  runRule('DL3016', 'warning', (commands) =>
    operandProblem(
      commands,
      (command) => npmPackages(command).find((name) => !isPinned(name)),
      (name) => `Name the version that is wanted: npm install ${name}@<version>`,
    ),
  ),

  hadolintRule('DL3060', 'info', ({ graph, runs: all }) => {
    const built = new Set<Stage | null | undefined>([null, graph.stages.at(-1)]);
    for (const { base } of graph.stages) if (base.kind === 'stage') built.add(graph.stages[base.index]);
    return all.flatMap((run): LintFinding[] => {
      const commands = run.commands;
      const installed = commands.findIndex((command) => runs(command, 'yarn', ['install']));
      const cleaned = commands.findIndex((command) => runs(command, 'yarn', ['cache', 'clean']));
      const left = commands[installed];
      if (left === undefined || cleaned > installed || !built.has(run.stage)) return [];
      if (cleaned === -1 && isMounted(run, '.cache/yarn')) return [];
      const message = 'The cache of yarn stays in the layer: yarn cache clean in the same RUN';
      return [findingAt(run.instruction, message, left.command)];
    });
  }),
];

/** Of `npm install`, where that is the subcommand. */
function npmPackages(command: PlainCommand): string[] {
  const [subcommand, ...names] = operands(command, ['loglevel', 'registry']);
  return runs(command, 'npm', ['install']) && subcommand === 'install' ? names : [];
}

function isPinned(name: string): boolean {
  if (/^git(?:\+(?:ssh|https?))?:\/\//.test(name)) return name.includes('#');
  if (/\.(?:tar|tar\.gz|tgz)$/.test(name) || /^(?:\/|\.\.?\/|~\/)/.test(name)) return true;
  // Of a scoped name the first @ says whose it is.
  return name.indexOf('@', 1) !== -1;
}
