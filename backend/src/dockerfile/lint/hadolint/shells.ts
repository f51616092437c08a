import type { ShellItem, ShellList } from '../../shell/shell-syntax.ts';
import type { Shell } from '../../shell/stage-shells.ts';
import { findingAt, hadolintRule, type LintFinding, type LintRule } from '../lint-rule.ts';
import { inStages } from '../lint-subject.ts';
import { problemAt, runFindings, runRule, runs } from './commands.ts';

export const shellRules: readonly LintRule[] = [
  runRule('DL3003', 'warning', (commands, { instruction }) =>
    instruction.onbuild === null
      ? problemAt(
          commands.find(({ name }) => name === 'cd'),
          'WORKDIR says for all that follows where it happens; cd for this RUN alone',
        )
      : null,
  ),

  hadolintRule('DL3025', 'warning', (subject) =>
    inStages(subject, (instruction): LintFinding[] => {
      const { name, json, argument, values } = instruction;
      const isCheck = name === 'HEALTHCHECK' && values[0]?.text.toUpperCase() === 'CMD';
      if ((name !== 'CMD' && name !== 'ENTRYPOINT' && !isCheck) || json) return [];
      return [findingAt(instruction, `Write ${name} as a JSON array`, values.at(-1) ?? argument)];
    }),
  ),

  runRule('DL4005', 'warning', (commands) =>
    problemAt(
      commands.find((command) => runs(command, 'ln', ['/bin/sh'])),
      'SHELL says which shell is used, without changing the image',
    ),
  ),

  hadolintRule('DL4006', 'warning', (subject) =>
    runFindings(subject, ({ instruction, script }) => {
      const shell = subject.shells.get(instruction) ?? null;
      if (instruction.onbuild !== null || script === null || failsWithPipe(shell)) return null;
      const pipe = [script.list, ...script.substitutions].map(firstPipe).find((found) => found !== null) ?? null;
      if (pipe === null) return null;
      return {
        message: 'Only the last command of a pipe can fail here: SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
        at: pipe,
      };
    }),
  ),
];

/** The shell was told to fail where a command before a pipe fails. */
function failsWithPipe(shell: Shell): boolean {
  const [program = '', ...options] = (shell ?? []).flatMap((word) => word.split(/\s+/));
  if (!/^(?:bash|zsh|ash)$/.test(program.split('/').at(-1) ?? '')) return false;
  return options.includes('pipefail') && options.some((option) => /^-[a-zA-Z]*o/.test(option));
}

function firstPipe(list: ShellList): ShellItem['separator'] {
  for (const { separator, command } of list.items) {
    if (separator?.operator === '|' || separator?.operator === '|&') return separator;
    for (const inner of command.kind === 'compound' ? command.lists : []) {
      const pipe = firstPipe(inner);
      if (pipe !== null) return pipe;
    }
  }
  return null;
}
