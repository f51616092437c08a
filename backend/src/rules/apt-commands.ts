import type { PlainCommand } from '../dockerfile/lint/plain-commands.ts';
import { readMounts } from '../dockerfile/mounts.ts';
import type { Instruction } from '../dockerfile/syntax.ts';
import type { Subject } from './subject.ts';

/** Options of apt-get of which the next word is the value. */
const valued = /^(?:-t|--target-release|-o|--option|-c|--config-file|-a|--host-architecture)$/;

/** What an apt-get is told to do: `update`, `install`; null where it is no apt-get. */
export function aptAction({ name, args }: PlainCommand): string | null {
  if (!/^(?:\/usr\/bin\/)?apt(?:-get)?$/.test(name)) return null;
  return args.find((word, i) => !word.startsWith('-') && !valued.test(args[i - 1] ?? '')) ?? null;
}

/** Whether it works with package lists that are there already, before it has got its own. */
export function installsFromOldLists(subject: Subject, run: Instruction): boolean {
  for (const action of subject.commands(run).map(aptAction)) {
    if (action === 'update') return false;
    if (action !== null && /^(?:install|upgrade|dist-upgrade|full-upgrade|build-dep|source|download)$/.test(action)) {
      return true;
    }
  }
  return false;
}

export function updatesLists(subject: Subject, run: Instruction): boolean {
  return subject.commands(run).some((command) => aptAction(command) === 'update');
}

/** Whether it has package lists, and does not remove them itself. */
export function leavesLists(subject: Subject, run: Instruction): boolean {
  const isCleaned = subject
    .commands(run)
    .some((command) => aptAction(command) === 'dist-clean' || (command.name === 'rm' && command.args.some(isOfLists)));
  const isMounted = readMounts(run).some(({ target }) => target !== null && isOfLists(target));
  return updatesLists(subject, run) && !isCleaned && !isMounted;
}

function isOfLists(path: string): boolean {
  return /^\/var\/lib\/apt(?:\/lists.*|\/?|\/\*)$/.test(path);
}
