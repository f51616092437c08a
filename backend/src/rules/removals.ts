import { posix } from 'node:path';
import type { ShellItem, ShellWord } from '../dockerfile/shell/shell-syntax.ts';
import type { Instruction } from '../dockerfile/syntax.ts';
import type { Subject } from './subject.ts';

/** An `rm` in the outermost list of a RUN, all words of which are written out. */
export interface Removal {
  readonly run: Instruction;
  readonly item: ShellItem;
  readonly options: readonly string[];
  readonly paths: readonly RemovedPath[];
}

export interface RemovedPath {
  readonly word: ShellWord;
  /** From the root on; with the pattern where it is one. */
  readonly path: string;
  /** Whether it removes an absolute path, as itself or with the folder that it is in. */
  readonly covers: (path: string) => boolean;
}

/** In the order of the text. What has variables or braces in it is not among them. */
export function removalsOf(subject: Subject, run: Instruction): Removal[] {
  const read = subject.run(run);
  if (read.kind !== 'commands') return [];
  const folder = folderIn(subject, run);
  return read.script.list.items.flatMap((item): Removal[] => {
    const { command, negated } = item;
    if (negated || command.kind !== 'simple' || command.name?.value !== 'rm') return [];
    if (command.redirections.length > 0 || command.assignments.length > 0) return [];
    const paths: RemovedPath[] = [];
    const options: string[] = [];
    for (const word of command.args) {
      if (word.kind === 'literal' && word.value.startsWith('-')) options.push(word.value);
      else {
        const path = removedPath(word, folder);
        if (path === null) return [];
        paths.push(path);
      }
    }
    return paths.length === 0 || options.includes('--') ? [] : [{ run, item, options, paths }];
  });
}

/** Where a RUN's commands work: all in one folder, or it is not known. Of a first `cd` only those behind it matter. */
function folderIn(subject: Subject, run: Instruction): string | null {
  const [first, ...others] = subject.commands(run).filter(({ name }) => name === 'cd' || name === 'pushd');
  if (first === undefined) return subject.place(run)?.workingDir ?? null;
  const read = subject.run(run);
  const isFirst = read.kind === 'commands' && read.script.list.items[0]?.command === first.command;
  const [target] = first.command.args;
  const isWritten = target?.kind === 'literal' && target.value.startsWith('/');
  return isFirst && isWritten && others.length === 0 ? posix.normalize(target.value) : null;
}

function removedPath(word: ShellWord, folder: string | null): RemovedPath | null {
  const { kind, value } = word;
  if (kind === 'expanded' || (kind === 'pattern' && /[{}~]|\*\*/.test(value))) return null;
  if (!value.startsWith('/') && folder === null) return null;
  const path = absolute(folder, value);
  if (path === '/') return null;
  const pattern = kind === 'pattern' ? globbed(path) : null;
  return {
    word,
    path,
    covers: (one) => (pattern === null ? one === path || one.startsWith(`${path}/`) : pattern.test(one)),
  };
}

function absolute(folder: string | null, value: string): string {
  const path = value.startsWith('/') ? posix.normalize(value) : posix.join(folder ?? '/', value);
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

/** As a shell reads it: a star stops at slashes, and does not begin a name with a dot. */
function globbed(path: string): RegExp {
  const source = path
    .split('/')
    .map((name) => {
      const hidden = /^[*?[]/.test(name) ? '(?!\\.)' : '';
      return (
        hidden +
        name
          .replace(/[.+^$()|{}\\]/g, '\\$&')
          .replaceAll('*', '[^/]*')
          .replaceAll('?', '[^/]')
      );
    })
    .join('/');
  try {
    return new RegExp(`^${source}(?:/|$)`);
  } catch {
    // A set that is none matches itself, which nobody means.
    return /(?!)/;
  }
}

/** Those that a RUN ends in: what they name is not there for the next instruction. */
export function lastRemovals(subject: Subject, run: Instruction): Removal[] {
  const read = subject.run(run);
  if (read.kind !== 'commands') return [];
  const removals = removalsOf(subject, run);
  const last: Removal[] = [];
  for (const item of read.script.list.items.toReversed()) {
    const removal = removals.find((one) => one.item === item);
    if (removal === undefined) break;
    last.unshift(removal);
  }
  return last;
}
