import type { ShellItem } from '../../dockerfile/shell/shell-syntax.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import { isWithin } from '../copied-paths.ts';
import type { RuleEdit } from '../draft.ts';
import { withoutCommands } from '../remove-edits.ts';
import type { Subject } from '../subject.ts';

const accountMakers: ReadonlySet<string> = new Set(['useradd', 'groupadd', 'adduser', 'addgroup']);
/** Their packages make accounts, too. */
const installers: ReadonlySet<string> = new Set(['apt', 'apt-get', 'apk', 'dnf', 'microdnf', 'yum', 'zypper', 'dpkg']);

/**
 * What `COPY --chown` names for an owner as chown has it: a user without a group leaves the group, which is root's.
 * @returns null for a form that COPY does not have
 */
export function ownerOf(value: string): string | null {
  const [, user = '', group] = /^([\w-]+)(?:[:.]([\w-]+))?$/.exec(value) ?? [];
  if (user === '') return null;
  return `${user}:${group ?? '0'}`;
}

/** Edits that make the accounts of an owner known in front of an instruction, or why that cannot be. */
export type AccountEdits = { readonly edits: readonly RuleEdit[] } | { readonly why: string };

/**
 * @param first the instruction that is to name the owner
 * @param between the RUNs from there to the one that names it now, that one included
 * @param filled folders that the accounts' home may not be in: they are not there yet
 */
export function accountsBefore(
  subject: Subject,
  owner: string,
  first: Instruction,
  between: readonly Instruction[],
  filled: readonly string[],
): AccountEdits {
  const names = owner.split(':').filter((name) => !/^(?:\d+|root)$/.test(name));
  if (names.length === 0) return { edits: [] };
  const makers = between.filter((run) =>
    subject.commands(run).some(({ name, args }) => accountMakers.has(name) && args.some((arg) => names.includes(arg))),
  );
  const [maker] = makers;
  if (maker === undefined) {
    const installs = between.some((run) => subject.commands(run).some(({ name }) => installers.has(name)));
    return installs ? { why: 'the packages that are installed in between may bring the user' } : { edits: [] };
  }
  const late = { why: `the user is made only later, in line ${subject.line(maker.start)}` };
  const items = leadingMakers(subject, maker);
  const [start] = items;
  const end = items.at(-1);
  if (makers.length > 1 || start === undefined || end === undefined || maker.flags.length > 0) return late;
  const words = items.flatMap(({ command }) => (command.kind === 'simple' ? command.args : []));
  const isHome = words.some(({ value }) => filled.some((folder) => isWithin(folder, value) || isWithin(value, folder)));
  if (isHome || words.some(({ kind }) => kind !== 'literal')) return late;
  const isComplete = names.every((name) => words.some(({ value }) => value === name));
  if (!isComplete || subject.place(first)?.user !== subject.place(maker)?.user) return late;
  const removed = withoutCommands(subject, maker, new Set(items));
  if (removed === null) return late;
  const run = subject.style.keywordCase === 'lower' ? 'run ' : 'RUN ';
  const from = { start: start.start, end: end.end };
  const text = `${run}${subject.textOf(from)}${subject.style.lineEnd}`;
  return { edits: [{ start: first.start, end: first.start, text, moved: [{ from, at: run.length }] }, ...removed] };
}

/** The commands at the beginning of a RUN that do nothing but make accounts. */
function leadingMakers(subject: Subject, run: Instruction): ShellItem[] {
  const read = subject.run(run);
  const items = read.kind === 'commands' ? read.script.list.items : [];
  const isMaker = ({ command, separator }: ShellItem) =>
    command.kind === 'simple' &&
    accountMakers.has(command.name?.value ?? '') &&
    command.redirections.length === 0 &&
    (separator === null || separator.operator === '&&');
  const end = items.findIndex((item) => !isMaker(item));
  return items.slice(0, end === -1 ? items.length : end);
}
