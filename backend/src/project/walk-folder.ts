import { lstatSync, opendirSync, type Stats } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { cancelled } from '../failure.ts';
import { decodeName } from '../paths/path-bytes.ts';
import { UnreadableList, unreadableRoot, whyUnreadable } from './unreadable.ts';

/** Something in a folder that is walked through. Symlinks are told, never followed. */
export interface FoundEntry {
  /** Relative to the folder that the walk began in, with slashes; bytes that are not UTF-8 as in `decodeName`. */
  readonly path: string;
  /** As the system takes it. */
  readonly place: Buffer;
  readonly kind: 'folder' | 'file' | 'link' | 'other';
  /** Bytes of a file; 0 for all else. */
  readonly size: number;
  /** Names the file's content where it has several paths; null where it has one. */
  readonly inode: string | null;
}

export interface WalkLimits {
  readonly entries: number;
  /** Folders within folders. */
  readonly depth: number;
  /** When to stop, as `performance.now()` counts. */
  readonly deadline: number;
}

/** What to do with a folder: look into it in its turn or after all others; or, where null, not at all. */
export type Entering<State> = { readonly when: 'now' | 'last'; readonly state: State } | null;

export interface WalkOutcome {
  /** The limit that ended the walk early. */
  readonly stoppedBy: 'entries' | 'time' | null;
  /** Whether all was seen but the folders to be entered last. */
  readonly mainPartSeen: boolean;
  readonly unreadable: UnreadableList;
}

interface Folder<State> {
  readonly path: string;
  readonly place: Buffer;
  readonly depth: number;
  readonly state: State;
}

const entriesAtOnce = 256;
/** Characters for which a path counts as one entry more, as it takes that much more memory. */
const longPath = 128;

/**
 * Walks through a folder, level by level. What cannot be read is told, and the walk goes on.
 * System calls are made in place, as that is several times faster than by way of threads; other work has its turn
 * every few hundred entries.
 * @param state of the folder itself; `visit` gets the state of the folder that an entry is in, and answers that of a folder
 * @throws Failure `not-found` or `permission-denied` where the folder itself cannot be read, and `cancelled`
 */
export async function walkFolder<State>(
  root: string,
  state: State,
  limits: WalkLimits,
  visit: (entry: FoundEntry, state: State) => Entering<State>,
  signal: AbortSignal,
): Promise<WalkOutcome> {
  const last: Folder<State>[] = [];
  const unreadable = new UnreadableList();
  let seen = 0;
  let entries = 0;
  let mainPartSeen = false;
  for (const first of [[{ path: '', place: Buffer.from(root), depth: 0, state }], last]) {
    for (let level = first; level.length > 0; ) {
      const next: Folder<State>[] = [];
      for (const folder of level) {
        for (const found of entriesOf(folder, root, unreadable)) {
          if (signal.aborted) throw cancelled();
          if (entries >= limits.entries) return { stoppedBy: 'entries', mainPartSeen, unreadable };
          if (performance.now() > limits.deadline) return { stoppedBy: 'time', mainPartSeen, unreadable };
          entries += 1 + Math.floor(found.path.length / longPath);
          if (++seen % entriesAtOnce === 0) await setImmediate();
          const entering = visit(found, folder.state);
          if (found.kind !== 'folder' || entering === null) continue;
          const { path, place } = found;
          // What is in a folder that comes last comes last, too.
          const its = mainPartSeen || entering.when === 'now' ? next : last;
          if (folder.depth >= limits.depth) unreadable.add(path, 'is too deep');
          else its.push({ path, place, depth: folder.depth + 1, state: entering.state });
        }
      }
      level = next;
    }
    mainPartSeen = true;
  }
  return { stoppedBy: null, mainPartSeen, unreadable };
}

function* entriesOf({ path, place }: Folder<unknown>, root: string, unreadable: UnreadableList): Generator<FoundEntry> {
  try {
    for (const name of namesIn(place)) {
      const found = { path: path === '' ? decodeName(name) : `${path}/${decodeName(name)}`, place: below(place, name) };
      const stats = statsOf(found, unreadable);
      if (stats !== null) yield { ...found, ...told(stats) };
    }
  } catch (error) {
    if (path === '') throw unreadableRoot(root, error);
    unreadable.add(path, whyUnreadable(error));
  }
}

/** Reads some names at a time, as a folder may have millions. */
export function* namesIn(place: Buffer): Generator<Buffer> {
  // An encoding in which each character is a byte.
  const folder = opendirSync(place, { encoding: 'latin1', bufferSize: 256 });
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync())
      yield Buffer.from(entry.name, 'latin1');
  } finally {
    folder.closeSync();
  }
}

function statsOf({ path, place }: Pick<FoundEntry, 'path' | 'place'>, unreadable: UnreadableList): Stats | null {
  try {
    return lstatSync(place);
  } catch (error) {
    unreadable.add(path, whyUnreadable(error));
    return null;
  }
}

function told(stats: Stats): Pick<FoundEntry, 'kind' | 'size' | 'inode'> {
  if (stats.isFile()) {
    return { kind: 'file', size: stats.size, inode: stats.nlink > 1 ? `${stats.dev}:${stats.ino}` : null };
  }
  const kind = stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : 'other';
  return { kind, size: 0, inode: null };
}

const slash = Buffer.from('/');

function below(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat([folder, slash, name]);
}
