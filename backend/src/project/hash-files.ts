import { closeSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import xxhash from 'xxhash-wasm';
import { cancelled } from '../failure.ts';
import { asciiJson } from './ascii-json.ts';
import { openFile, placeOf } from './read-inside.ts';
import type { ContentHashes, Largest } from './reading.ts';
import { whyUnreadable } from './unreadable.ts';

const { create64 } = await xxhash();

export interface HashLimits {
  /** When to stop, as `performance.now()` counts. */
  readonly deadline: number;
  /** Characters that the list may take as JSON. */
  readonly characters: number;
}

const pieceBytes = 1 << 20;

/**
 * The hashes of files' contents, in the order given: XXH64 with seed 0, as layers are indexed by.
 * Files that changed since they were found, that cannot be read, or for which there is no time, are counted as unread.
 * @throws Failure `cancelled`
 */
export async function hashFiles(
  root: string,
  files: readonly Largest[],
  limits: HashLimits,
  signal: AbortSignal,
): Promise<ContentHashes> {
  const piece = Buffer.allocUnsafe(pieceBytes);
  const hashes: ContentHashes = { files: [], unread: { files: 0, bytes: 0 } };
  let characters = 0;
  for (const { path, bytes } of files) {
    const hasTime = characters < limits.characters && performance.now() < limits.deadline;
    const hash = hasTime ? await hashFile(placeOf(root, path), bytes, piece, limits.deadline, signal) : null;
    if (hash === null) {
      hashes.unread.files++;
      hashes.unread.bytes += bytes;
    } else {
      const file: ContentHashes['files'][number] = [path, bytes, hash];
      hashes.files.push(file);
      characters += asciiJson(file).length;
    }
  }
  return hashes;
}

async function hashFile(
  place: Buffer,
  size: number,
  piece: Buffer,
  deadline: number,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const file = openFile(place);
    if (file === null) return null;
    try {
      const hash = create64();
      let total = 0;
      for (let read = -1; read !== 0 && total <= size; total += read) {
        await setImmediate();
        if (signal.aborted) throw cancelled();
        if (performance.now() > deadline) return null;
        read = readSync(file.descriptor, piece, 0, pieceBytes, null);
        hash.update(piece.subarray(0, read));
      }
      return total === size ? hash.digest().toString(16).padStart(16, '0') : null;
    } finally {
      closeSync(file.descriptor);
    }
  } catch (error) {
    if (signal.aborted) throw error;
    whyUnreadable(error);
    return null;
  }
}
