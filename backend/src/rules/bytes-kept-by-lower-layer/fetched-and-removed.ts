import { posix } from 'node:path';
import type { Instruction } from '../../dockerfile/syntax.ts';
import { downloadOf } from '../downloads.ts';
import type { Subject } from '../subject.ts';

/** A path that one RUN downloads to and another one removes; null where the text does not say so. */
export function fetchedAndRemoved(subject: Subject, fetching: Instruction, removing: Instruction): string | null {
  const fetched = new Set(
    subject.commands(fetching).flatMap((command) => {
      const { path = null, isLiteral = false } = downloadOf(command) ?? {};
      return isLiteral ? absolute(subject, fetching, path) : [];
    }),
  );
  const removed = subject
    .commands(removing)
    .filter(({ name, command }) => name === 'rm' && command.args.every(({ kind }) => kind === 'literal'))
    .flatMap(({ args }) => args.filter((word) => !word.startsWith('-')))
    .flatMap((path) => absolute(subject, removing, path));
  return removed.find((path) => fetched.has(path)) ?? null;
}

/** Only where no command changes the folder. */
function absolute(subject: Subject, run: Instruction, path: string | null): string[] {
  if (path === null || path === '' || path === '-') return [];
  if (path.startsWith('/')) return [posix.normalize(path)];
  if (subject.commands(run).some(({ name }) => name === 'cd' || name === 'pushd')) return [];
  // Two RUNs right after each other start in the same folder, wherever that is.
  return [posix.join(subject.place(run)?.workingDir ?? '.', path)];
}
