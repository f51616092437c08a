import { posix } from 'node:path';
import type { PlainCommand } from '../../dockerfile/lint/plain-commands.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import type { Subject } from '../subject.ts';

/** A path that one RUN downloads to and another one removes; null where the text does not say so. */
export function fetchedAndRemoved(subject: Subject, fetching: Instruction, removing: Instruction): string | null {
  const fetched = new Set(
    subject.commands(fetching).flatMap((command) => absolute(subject, fetching, target(command))),
  );
  const removed = subject
    .commands(removing)
    .filter(({ name, command }) => name === 'rm' && command.args.every(({ kind }) => kind === 'literal'))
    .flatMap(({ args }) => args.filter((word) => !word.startsWith('-')))
    .flatMap((path) => absolute(subject, removing, path));
  return removed.find((path) => fetched.has(path)) ?? null;
}

/** Where a download is written to. */
function target({ name, args, command }: PlainCommand): string | null {
  const wordBehind = (option: RegExp) => {
    const at = command.args.findIndex(({ value }) => option.test(value));
    const word = at === -1 ? undefined : command.args[at + 1];
    return word?.kind === 'literal' ? word.value : null;
  };
  const url = command.args.find(({ value, kind }) => kind === 'literal' && /^(?:https?|ftp):\/\//.test(value))?.value;
  const last = url === undefined ? null : posix.basename(url.split(/[?#]/)[0] ?? '');
  if (name === 'curl') {
    const named = wordBehind(/^(?:-[a-zA-Z]*o|--output)$/);
    return named ?? (args.some((word) => /^(?:-[a-zA-Z]*O[a-zA-Z]*|--remote-name)$/.test(word)) ? last : null);
  }
  if (name !== 'wget') return null;
  if (args.some((word) => /^(?:-P|--directory-prefix|-i)/.test(word))) return null;
  return (
    wordBehind(/^(?:-[a-zA-Z]*O|--output-document)$/) ??
    (args.some((word) => /O|--output-document/.test(word)) ? null : last)
  );
}

/** Only where no command changes the folder. */
function absolute(subject: Subject, run: Instruction, path: string | null): string[] {
  if (path === null || path === '' || path === '-') return [];
  if (path.startsWith('/')) return [posix.normalize(path)];
  if (subject.commands(run).some(({ name }) => name === 'cd' || name === 'pushd')) return [];
  // Two RUNs right after each other start in the same folder, wherever that is.
  return [posix.join(subject.place(run)?.workingDir ?? '.', path)];
}
