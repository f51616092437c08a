import { Failure } from '../failure.ts';
import { listCharacters, withinCharacters } from './ascii-json.ts';
import type { Unreadable } from './reading.ts';

const shown = 100;

/** Counts what could not be read, and remembers the first hundred and why. */
export class UnreadableList {
  readonly #first: Unreadable['some'] = [];
  #count = 0;

  add(path: string, why: string): void {
    if (++this.#count <= shown) this.#first.push({ path, why });
  }

  told(): Unreadable {
    return { count: this.#count, some: withinCharacters(this.#first, listCharacters) };
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'must not be read',
  EPERM: 'must not be read',
  ENOENT: 'is not there',
  ENOTDIR: 'is no folder',
  ELOOP: 'leads in a circle of symlinks',
  ENAMETOOLONG: 'has too long a path',
  EISDIR: 'is a folder',
  EIO: 'cannot be read from the disk',
};

/** Of an error of the system. @throws what is none */
export function whyUnreadable(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) throw error;
  const code = String(error.code);
  return reasons[code] ?? `cannot be read (${code})`;
}

/** Of the folder that a person chose. */
export function unreadableRoot(root: string, error: unknown): Failure {
  const why = whyUnreadable(error);
  const code = why === reasons.EACCES ? 'permission-denied' : 'not-found';
  return new Failure(code, `the folder ${JSON.stringify(root)} ${why}`, { cause: error });
}
