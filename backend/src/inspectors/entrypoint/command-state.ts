import { noNode, type PathNode } from '../../image/merge.ts';
import type { CommandBeside, CommandStep, Runtime } from '../../inspection-answers.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundRuntime } from '../inspector.ts';

/** What is known while a command is followed. Handed on and added to from step to step. */
export interface CommandState {
  readonly image: InspectedImage;
  readonly runtimes: readonly FoundRuntime[];
  readonly steps: CommandStep[];
  /** Files that are certainly opened: programs, scripts, archives. */
  readonly files: Set<PathNode>;
  /** Null for variables that only the running container knows. */
  readonly variables: Map<string, string | null>;
  /** Absolute. */
  workingDir: string;
  /** What is done on the way beside starting the program. */
  readonly besides: CommandBeside[];
  /** Why a shell is needed; null while none is. */
  whyShell: string | null;
  /** Programs that shell scripts run on the way. */
  readonly shellRuns: Set<string>;
}

/** What a step leads to: another command, or the end. */
export type Next = { readonly command: readonly string[] } | { readonly end: CommandEnd };

export interface CommandEnd {
  /** The program that stays. */
  readonly program: PathNode;
  readonly runtime: Runtime['kind'] | 'binary' | 'shell' | null;
  readonly script: string | null;
  /** The program with its arguments. */
  readonly runs: readonly string[];
  /** Why no more can be told; null where all is. */
  readonly unresolved: string | null;
}

export function unresolved(why: string): Next {
  return { end: { program: noNode, runtime: null, script: null, runs: [], unresolved: why } };
}

/** As long as execve(2) without PATH has it, and every shell. */
export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const maxFolders = 200;

export interface FoundProgram {
  /** The file itself. */
  readonly file: PathNode;
  /** As it is handed on to an interpreter: the word, or the path that PATH led to. */
  readonly path: string;
}

/** What execvp(3) starts. @returns null where there is no such file, or none that may be executed */
export function findProgram(
  { image: { tree }, variables, workingDir }: CommandState,
  word: string,
): FoundProgram | null {
  const executable = (path: string, given = path): FoundProgram | null => {
    const file = tree.resolve(path, tree.resolve(workingDir));
    return file !== noNode && tree.isFile(file) && (tree.mode(file) & 0o111) !== 0 ? { file, path: given } : null;
  };
  if (word === '') return null;
  if (word.includes('/')) return executable(joined(workingDir, word), word);
  for (const folder of (variables.get('PATH') || defaultPath).split(':', maxFolders)) {
    const found = executable(joined(folder === '' ? workingDir : joined(workingDir, folder), word));
    if (found !== null) return found;
  }
  return null;
}

/** A file that a program is told to open; null where there is none. */
export function findFile({ image: { tree }, workingDir }: CommandState, path: string): PathNode | null {
  const from = tree.resolve(workingDir);
  const node = from === noNode ? noNode : tree.resolve(path, from);
  return node !== noNode && tree.isFile(node) ? node : null;
}

export function joined(folder: string, path: string): string {
  if (path.startsWith('/')) return path;
  return `${folder.endsWith('/') ? folder.slice(0, -1) : folder}/${path.startsWith('./') ? path.slice(2) : path}`;
}

export function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
