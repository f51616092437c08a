import { posix } from 'node:path';
import { type PlainCommand, plainCommands } from '../../dockerfile/lint/plain-commands.ts';
import type { ShellItem, ShellWord } from '../../dockerfile/shell/shell-syntax.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import type { Subject } from '../subject.ts';

/** A command that unpacks an archive, or installs a package from its file. */
export interface Unpacking {
  readonly run: Instruction;
  readonly command: PlainCommand;
  /** What it unpacks. */
  readonly archive: ShellWord;
}

/** Those of a RUN's own commands, not of what it runs in loops and functions. */
export function unpackingsOf(subject: Subject, run: Instruction): Unpacking[] {
  const read = subject.run(run);
  if (read.kind !== 'commands' || run.heredocs.length > 0) return [];
  return plainCommands(read.script).flatMap((command) => {
    const archive = command.command.within.length === 0 ? archiveOf(command) : null;
    return archive === null || archive.value === '-' || archive.kind === 'pattern' ? [] : [{ run, command, archive }];
  });
}

function archiveOf({ name, command }: PlainCommand): ShellWord | null {
  const { args } = command;
  if (name === 'tar' || name === 'bsdtar') return archiveOfTar(args);
  if (name === 'unzip') {
    const at = args.findIndex(({ value }, i) => !value.startsWith('-') && args[i - 1]?.value !== '-d');
    return args[at] ?? null;
  }
  const installs = name === 'dpkg' && args.some(({ value }) => value === '-i' || value === '--install');
  if (/^apt(?:-get)?$/.test(name) && args.some(({ value }) => value === 'install')) {
    const files = args.filter(({ value }) => /\/.*\.deb$/.test(value));
    return files.length === 1 ? (files[0] ?? null) : null;
  }
  const packages = args.filter(({ value }) => !value.startsWith('-'));
  return installs && packages.length === 1 ? (packages[0] ?? null) : null;
}

function archiveOfTar(args: readonly ShellWord[]): ShellWord | null {
  const letters = args.map(
    ({ value }, i) => /^-?([a-zA-Z]+)$/.exec(i === 0 || value.startsWith('-') ? value : '')?.[1],
  );
  const extracts =
    letters.some((one) => one?.includes('x')) || args.some(({ value }) => /^--(?:extract|get)$/.test(value));
  const at = letters.findIndex((one) => one?.endsWith('f'));
  return extracts && at !== -1 ? (args[at + 1] ?? null) : null;
}

/** The part of a RUN's outermost list that a command is. */
export function itemOf(subject: Subject, { run, command }: Unpacking): ShellItem | null {
  const read = subject.run(run);
  if (read.kind !== 'commands') return null;
  return read.script.list.items.find((one) => one.command === command.command) ?? null;
}

/** Whether anything of an instruction has the name of a file in it, somehow. */
export function mentions({ joined, heredocs }: Instruction, path: string): boolean {
  const name = posix.basename(path);
  return joined.includes(name) || heredocs.some(({ content }) => content.includes(name));
}
