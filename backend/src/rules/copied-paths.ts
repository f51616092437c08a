import { posix } from 'node:path';
import type { Instruction } from '../dockerfile/syntax.ts';
import type { RuleEdit } from './draft.ts';
import type { Subject } from './subject.ts';

/** What a COPY or ADD takes, and where to. */
export interface CopiedPaths {
  readonly copy: Instruction;
  /** Another stage or image; null for the build context. */
  readonly from: string | null;
  /** With variables expanded. */
  readonly sources: readonly string[];
  /** Absolute. */
  readonly destination: string;
  /** What is written is surely a folder. */
  readonly intoFolder: boolean;
}

/** Null where variables or the working directory are not known, or a heredoc is written. */
export function copiedPaths(subject: Subject, copy: Instruction): CopiedPaths | null {
  const place = subject.place(copy);
  if (copy.heredocs.length > 0 || place === null || copy.values.length < 2) return null;
  const expanded = place.expanded.filter((value) => value !== null);
  const written = expanded.at(-1);
  if (written === undefined || expanded.length < copy.values.length) return null;
  const destination = absolutePath(place.workingDir, written);
  if (destination === null) return null;
  const sources = expanded.slice(0, -1);
  const from = copy.flags.find(({ name }) => name === 'from')?.value || null;
  return { copy, from, sources, destination, intoFolder: /(?:^|\/)\.{0,2}$/.test(written) || sources.length > 1 };
}

export function absolutePath(workingDir: string | null, path: string): string | null {
  if (path.startsWith('/')) return withoutSlash(posix.normalize(path));
  return workingDir === null ? null : withoutSlash(posix.join(workingDir, path));
}

/** Whether a path is the folder, or in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** Writes a flag behind those that are there. */
export function withFlag({ keywordRange, flags }: Instruction, flag: string): RuleEdit {
  const at = flags.at(-1)?.end ?? keywordRange.end;
  return { start: at, end: at, text: ` ${flag}` };
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}
