import { hadolintRule, type LintRule } from '../lint-rule.ts';
import type { LintRun, LintSubject } from '../lint-subject.ts';
import type { PlainCommand } from '../plain-commands.ts';
import { hasOption, isMounted, operandProblem, operands, problemAt, runFindings, runRule, runs } from './commands.ts';

const dnf = ['dnf', 'microdnf'] as const;
const installing = ['install', 'groupinstall', 'localinstall'] as const;
const dnfInstalling = ['install', 'in', 'upgrade', 'up', 'upgrade-minimal', 'up-min', 'reinstall', 'rei'] as const;

export const rpmRules: readonly LintRule[] = [
  runRule('DL3030', 'warning', (commands) => unanswered(commands, ['yum'], 'yum install -y')),
  runRule('DL3038', 'warning', (commands) => unanswered(commands, dnf, 'dnf install -y')),

  runRule('DL3032', 'warning', (commands) =>
    problemAt(
      notCleaned(
        commands,
        (command) => runs(command, 'yum', ['install']),
        (command) => runs(command, 'yum', ['clean', 'all']) || runs(command, 'rm', ['-rf', '/var/cache/yum/*']),
      ),
      'The cache of yum stays in the layer: yum clean all in the same RUN',
    ),
  ),

  runRule('DL3040', 'warning', (commands, run) => {
    if (isMounted(run, '/var/cache/libdnf5') || isMounted(run, '.cache/libdnf5')) return null;
    for (const program of dnf) {
      const left = notCleaned(
        commands,
        (command) => runs(command, program, dnfInstalling),
        (command) => runs(command, program, ['clean', 'all']) || runs(command, 'rm', ['-rf', '/var/cache/libdnf5*']),
      );
      if (left !== undefined)
        return problemAt(left, `The cache of ${program} stays in the layer: ${program} clean all`);
    }
    return null;
  }),

  unpinned('DL3033', ['yum'], ['module']),
  unpinned('DL3041', dnf, ['module', 'group']),
];

function unanswered(commands: readonly PlainCommand[], programs: readonly string[], instead: string) {
  const found = commands.find(
    (command) => runs(command, programs, installing) && !hasOption(command, 'y', 'assumeyes'),
  );
  return problemAt(found, `Nobody is there to answer: write ${instead}`);
}

/** The first that installs, where no command that cleans comes after it. */
function notCleaned(
  commands: readonly PlainCommand[],
  installs: (command: PlainCommand) => boolean,
  cleans: (command: PlainCommand) => boolean,
): PlainCommand | undefined {
  const first = commands.findIndex(installs);
  return first === -1 || commands.findIndex(cleans) > first ? undefined : commands[first];
}

/** @param others subcommands whose names are no packages; modules have versions of their own, `name:stream` */
function unpinned(id: string, programs: readonly string[], others: readonly string[]): LintRule {
  return hadolintRule(id, 'warning', (subject) => {
    const variables = variablesAbove(subject);
    return runFindings(subject, (run) => {
      const known = variables(run);
      return operandProblem(
        run.commands,
        (command) => {
          if (!runs(command, programs, ['install'])) return undefined;
          const names = operands(command).filter((word) => word !== 'install' && word !== 'module');
          if (runs(command, programs, ['module'])) return names.find((name) => !name.includes(':'));
          return runs(command, programs, others) ? undefined : names.find((name) => !isPinned(name, known));
        },
        (name) => `Name the version that is wanted: ${programs[0]} install ${name}-<version>`,
      );
    });
  });
}

function isPinned(name: string, variables: ReadonlySet<string>): boolean {
  const [, ...parts] = name.split('-');
  if (parts.length === 0) return false;
  if (name.endsWith('.rpm')) return true;
  if (name.includes('$'))
    return [...name.matchAll(/\$\{(\w+)\}/g)].some(([, variable = '']) => variables.has(variable));
  return parts.every((part) => /^[\w.~^:+]*$/.test(part)) && parts.some((part) => /^\d/.test(part));
}

/** The variables that an ARG or ENV above has set; to be asked for each RUN in turn. */
function variablesAbove({ file }: LintSubject): (run: LintRun) => ReadonlySet<string> {
  const names = new Set<string>();
  let next = 0;
  return ({ instruction }) => {
    for (; (file.instructions[next]?.start ?? instruction.start) < instruction.start; next++) {
      const { name, values } = file.instructions[next] ?? { name: '', values: [] };
      if (name === 'ARG') for (const { text } of values) names.add(text.split('=')[0] ?? '');
      if (name === 'ENV') for (let i = 0; i < values.length; i += 3) names.add(values[i]?.text ?? '');
    }
    return names;
  };
}
