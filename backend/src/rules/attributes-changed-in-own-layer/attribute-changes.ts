import type { ShellItem } from '../../dockerfile/shell/shell-syntax.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import { absolutePath } from '../copied-paths.ts';
import type { Subject } from '../subject.ts';

/** One chown or chmod of a RUN's outermost list. */
export interface AttributeChange {
  readonly run: Instruction;
  readonly item: ShellItem;
  readonly kind: 'chown' | 'chmod';
  readonly recursive: boolean;
  /** As the command has it: `app:app`, `+x`, `0755`. */
  readonly value: string;
  /** Absolute. */
  readonly paths: readonly string[];
}

/** What can be said of a command: a change, or why it is none that can be moved. */
export type ChangeRead = AttributeChange | { readonly kind: 'unread'; readonly item: ShellItem; readonly why: string };

/** The changes of a RUN, in order. Those in conditions and loops are not looked at. */
export function changesOf(subject: Subject, run: Instruction): ChangeRead[] {
  const read = subject.run(run);
  if (read.kind !== 'commands') return [];
  const { items } = read.script.list;
  return items.flatMap((item): ChangeRead[] => {
    const { command } = item;
    if (command.kind !== 'simple' || (command.name?.value !== 'chown' && command.name?.value !== 'chmod')) return [];
    const unread = (why: string): ChangeRead[] => [{ kind: 'unread', item, why }];
    if (command.args.some(({ kind }) => kind === 'expanded')) return unread('it has variables');
    if (command.assignments.length > 0 || command.redirections.length > 0) return [];
    const options = command.args.filter(({ value }) => /^-[a-zA-Z-]/.test(value) && !/^-[rwxXst]+$/.test(value));
    if (options.some(({ value }) => !/^-[Rcvfh]+$|^--(?:recursive|changes|verbose|quiet|silent)$/.test(value))) {
      return unread('it has options that COPY does not have');
    }
    const [value, ...paths] = command.args.filter((word) => !options.includes(word));
    if (value === undefined || paths.length === 0) return [];
    if (paths.some(({ kind }) => kind === 'pattern')) return unread('it names files by a pattern');
    const isMoved = items.some(({ command: other }) => other.kind === 'simple' && other.name?.value === 'cd');
    const workingDir = isMoved ? null : (subject.place(run)?.workingDir ?? null);
    const absolute = paths.map((path) => absolutePath(workingDir, path.value));
    if (!absolute.every((path) => path !== null)) return unread('the folder that it runs in is not known');
    return [
      {
        run,
        item,
        kind: command.name.value,
        recursive: options.some(({ value }) => /^-[a-zA-Z]*R|^--recursive$/.test(value)),
        value: value.value,
        paths: absolute,
      },
    ];
  });
}
