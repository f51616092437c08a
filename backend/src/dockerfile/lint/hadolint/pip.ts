import type { Instruction } from '../../syntax.ts';
import { hadolintRule, type LintRule } from '../lint-rule.ts';
import type { LintSubject } from '../lint-subject.ts';
import type { PlainCommand } from '../plain-commands.ts';
import { hasOption, isMounted, operandProblem, operands, problemAt, runFindings, runRule } from './commands.ts';

/** Options of `pip install` of which the next word is the value. */
const valued = [
  ...['abi', 'b', 'build', 'e', 'editable', 'extra-index-url', 'f', 'find-links', 'i', 'index-url', 'implementation'],
  ...['no-binary', 'only-binary', 'platform', 'prefix', 'progress-bar', 'proxy', 'python', 'python-version', 'root'],
  ...['root-user-action', 'src', 't', 'target', 'trusted-host', 'upgrade-strategy'],
];
const repository = /^(?:git|hg|svn|bzr)(?:\+\w+)?/;
const isTrue = /^(?:1|true|True|TRUE|on|On|ON|yes|Yes|YES)$/;

export const pipRules: readonly LintRule[] = [
  runRule('DL3013', 'warning', (commands) =>
    operandProblem(
      commands,
      (command) =>
        installs(command) && !isListed(command) ? packages(command).find((name) => !isPinned(name)) : undefined,
      (name) => `Name the version that is wanted: pip install ${name}==<version>, or a requirements file`,
    ),
  ),

  hadolintRule('DL3042', 'warning', (subject) => {
    const offFrom = cacheOffFrom(subject);
    return runFindings(subject, (run) => {
      const commands = run.commands;
      const off = run.stage !== null && run.instruction.start > (offFrom[run.stage.index] ?? 0);
      if (off || isMounted(run, '.cache/pip')) return null;
      if (/PIP_NO_CACHE_DIR=["']?(?:1|[tT]rue|TRUE|[oO]n|ON|[yY]es|YES)/.test(run.run.joined)) return null;
      const kept = commands.find(
        (command) => installs(command) && !command.args.includes('--no-cache-dir') && !wraps(command),
      );
      return problemAt(kept, 'The cache of pip stays in the layer: pip install --no-cache-dir');
    });
  }),
];

function installs({ name, args }: PlainCommand): boolean {
  if (name.startsWith('pip') && !name.startsWith('pipenv')) return args.includes('install');
  const module = args.indexOf('-m');
  return name.startsWith('python') && args[module + 1] === 'pip' && args[module + 2] === 'install' && module !== -1;
}

/** pipx and pipenv keep environments of their own. */
function wraps({ name, args }: PlainCommand): boolean {
  return (
    /pipx|pipenv/.test(name) ||
    (name.startsWith('python') && /^(?:pipx|pipenv)$/.test(args[args.indexOf('-m') + 1] ?? ''))
  );
}

/** What is installed is written in a file, or is this folder. */
function isListed(command: PlainCommand): boolean {
  return (
    ['--requirement', '-r', '.'].some((word) => command.args.includes(word)) || hasOption(command, 'constraint', 'c')
  );
}

function packages(command: PlainCommand): string[] {
  const words = operands(command, valued);
  return words.slice(words.indexOf('install')).filter((word, i) => i > 0 || word !== 'install');
}

function isPinned(name: string): boolean {
  if (/[<>]|[=!~]=/.test(name) || /\.(?:whl|tar\.gz)$/.test(name)) return true;
  return repository.test(name) ? name.includes('@') : name.includes('/');
}

/** Where in each stage ENV says that pip keeps no cache: an offset, 0 where a stage below did, or infinity. */
function cacheOffFrom({ graph }: LintSubject): number[] {
  const offFrom: number[] = [];
  for (const { base, instructions } of graph.stages) {
    const inherited = base.kind === 'stage' && Number.isFinite(offFrom[base.index]);
    const sets = inherited ? undefined : instructions.find(turnsCacheOff);
    offFrom.push(inherited ? 0 : (sets?.start ?? Number.POSITIVE_INFINITY));
  }
  return offFrom;
}

function turnsCacheOff({ name, values }: Instruction): boolean {
  if (name !== 'ENV') return false;
  return values.some(
    ({ text }, i) => i % 3 === 0 && text === 'PIP_NO_CACHE_DIR' && isTrue.test(unquoted(values[i + 1]?.text ?? '')),
  );
}

function unquoted(text: string): string {
  return text.replaceAll(/["']/g, '');
}
