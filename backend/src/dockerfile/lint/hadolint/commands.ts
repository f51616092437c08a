import { readMounts } from '../../mounts.ts';
import type { ShellWord } from '../../shell/shell-syntax.ts';
import type { Range } from '../../syntax.ts';
import { findingAt, hadolintRule, type LintFinding, type LintRule, type LintSeverity } from '../lint-rule.ts';
import type { LintRun, LintSubject } from '../lint-subject.ts';
import { optionsIn, type PlainCommand } from '../plain-commands.ts';

/** Whether it is one of these programs, with one of these words. */
export function runs(
  { name, args }: PlainCommand,
  names: string | readonly string[],
  words: readonly string[],
): boolean {
  return (
    (typeof names === 'string' ? name === names : names.includes(name)) && words.some((word) => args.includes(word))
  );
}

export function hasOption({ options }: PlainCommand, ...names: readonly string[]): boolean {
  return names.some((name) => options.includes(name));
}

/**
 * The words that are no options.
 * @param valued options of which the next word is the value, unless it is written with `=`
 */
export function operands({ args }: PlainCommand, valued: readonly string[] = []): string[] {
  const found: string[] = [];
  let isValue = false;
  for (const arg of args) {
    const isOption = arg.startsWith('-') && arg !== '-' && arg !== '--';
    if (!isOption && !isValue) found.push(arg);
    isValue = isOption ? !arg.includes('=') && optionsIn(arg).some((name) => valued.includes(name)) : false;
  }
  return found;
}

/** The RUN has a cache or tmpfs mounted at a place whose path has this in it. */
export function isMounted({ run }: LintRun, path: string): boolean {
  return readMounts(run).some(
    ({ type, target }) => (type === 'cache' || type === 'tmpfs') && target?.includes(path) === true,
  );
}

export interface CommandProblem {
  readonly message: string;
  readonly at: Range;
}

/** A rule that looks at the commands of each RUN, those behind ONBUILD too, and tells the first problem of each. */
export function runRule(
  id: string,
  severity: LintSeverity,
  problemIn: (commands: readonly PlainCommand[], run: LintRun) => CommandProblem | null,
): LintRule {
  return hadolintRule(id, severity, (subject) => runFindings(subject, (run) => problemIn(run.commands, run)));
}

export function runFindings(
  { runs: all }: LintSubject,
  problemOf: (run: LintRun) => CommandProblem | null,
): LintFinding[] {
  return all.flatMap((run) => {
    const problem = problemOf(run);
    return problem === null ? [] : [findingAt(run.instruction, problem.message, problem.at)];
  });
}

/** The first command that something is wrong with. */
export function problemAt(command: PlainCommand | undefined, message: string): CommandProblem | null {
  return command === undefined ? null : { message, at: command.command };
}

/** The first operand that something is wrong with, at its place. */
export function operandProblem(
  commands: readonly PlainCommand[],
  wrongOf: (command: PlainCommand) => string | undefined,
  message: (operand: string) => string,
): CommandProblem | null {
  for (const command of commands) {
    const wrong = wrongOf(command);
    if (wrong === undefined) continue;
    const word = command.command.args.find(({ value }: ShellWord) => value === wrong);
    return { message: message(wrong.slice(0, 80)), at: word ?? command.command };
  }
  return null;
}
