import { posix } from 'node:path';
import { type PlainCommand, plainCommands } from '../../dockerfile/lint/plain-commands.ts';
import type { ShellItem } from '../../dockerfile/shell/shell-syntax.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import { isWithin } from '../copied-paths.ts';
import type { RemovedPath } from '../removals.ts';
import type { Subject } from '../subject.ts';

/** Look at nothing but their own state, whatever their words are. */
const blind: ReadonlySet<string> = new Set([
  ...[':', 'addgroup', 'adduser', 'apk', 'apt', 'apt-get', 'dnf', 'echo', 'export', 'false', 'groupadd', 'microdnf'],
  ...['printf', 'set', 'true', 'useradd', 'usermod', 'yum'],
]);
/** Look at what their words name, and at nothing else. */
const literal: ReadonlySet<string> = new Set([
  ...['[', 'cat', 'chmod', 'chown', 'cp', 'curl', 'install', 'ln', 'mkdir', 'mv', 'rm', 'sed', 'tar', 'test', 'touch'],
  ...['unzip', 'wget'],
]);

/** Whether an instruction may look at a path that is there when it is run. What cannot be told may. */
export function mayRead(subject: Subject, instruction: Instruction, removed: RemovedPath): boolean {
  const { name, onbuild } = instruction;
  if (name === 'RUN') {
    const read = subject.run(instruction);
    return (
      read.kind !== 'commands' ||
      readBy(subject, instruction, plainCommands(read.script), removed, read.script.commands.length)
    );
  }
  if (name === 'WORKDIR') {
    const [folder = null] = subject.place(instruction)?.expanded ?? [];
    const from = subject.place(instruction)?.workingDir ?? null;
    if (folder === null || (!folder.startsWith('/') && from === null)) return true;
    // It makes the folder where it is gone.
    return isWithin(posix.resolve(from ?? '/', folder), fixedPart(removed.path));
  }
  return name === 'SHELL' || onbuild !== null;
}

/** Whether commands in front of another one in the same RUN may look at a path. */
export function mayReadBefore(subject: Subject, run: Instruction, item: ShellItem, removed: RemovedPath): boolean {
  const read = subject.run(run);
  if (read.kind !== 'commands') return true;
  const before = plainCommands(read.script).filter(({ command }) => command.start < item.start);
  const count = read.script.commands.filter(({ start }) => start < item.start).length;
  return readBy(subject, run, before, removed, count);
}

function readBy(
  subject: Subject,
  run: Instruction,
  commands: readonly PlainCommand[],
  removed: RemovedPath,
  count: number,
): boolean {
  if (commands.length < count || run.heredocs.length > 0) return true;
  const folder = subject.place(run)?.workingDir ?? null;
  return commands.some(({ name, command }) => {
    const files = command.redirections.flatMap(({ target }) => target ?? []);
    const words = blind.has(name) ? files : [...command.args, ...files];
    if (!blind.has(name) && !literal.has(name)) return true;
    return words.some(({ kind, value }) => {
      if (kind === 'expanded') return true;
      if (value.startsWith('-') && !value.includes('/')) return false;
      if (/^https?:/.test(value)) return false;
      if (value.startsWith('/')) return overlaps(posix.normalize(value), removed);
      return folder === null || overlaps(posix.join(folder, value), removed);
    });
  });
}

/** One is the other, or in it. A pattern is where its first star is. */
function overlaps(path: string, { path: removed }: RemovedPath): boolean {
  const [fixed, other] = [fixedPart(path), fixedPart(removed)];
  return fixed === '/' || isWithin(fixed, other) || isWithin(other, fixed);
}

function fixedPart(path: string): string {
  const star = path.search(/[*?[]/);
  return star === -1 ? path : posix.dirname(`${path.slice(0, star)}x`);
}
