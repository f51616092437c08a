import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { encodeName } from '../paths/path-bytes.ts';
import { whyUnreadable } from './unreadable.ts';

/** A file below a folder that was opened for reading. */
export interface OpenFile {
  readonly descriptor: number;
  readonly size: number;
}

/** @param path relative, as in `decodeName` */
export function placeOf(root: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${root}/`), encodeName(path)]);
}

/**
 * Opens a regular file. What took its place meanwhile is not waited for (a pipe) and not followed (a symlink).
 * @throws the system's error
 */
export function openFile(place: Buffer): OpenFile | null {
  const descriptor = openSync(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const stats = fstatSync(descriptor);
  if (stats.isFile()) return { descriptor, size: stats.size };
  closeSync(descriptor);
  return null;
}

export type Content =
  | { readonly bytes: Buffer }
  | { readonly withheld: 'too-large' | 'unreadable'; readonly size: number };

/**
 * Reads a file by its name, as a build reads Dockerfile and ignore file: symlinks are followed, but not out of the folder.
 * @returns null where there is no such file
 */
export function readInside(root: string, path: string, mostBytes: number): Content | null {
  let size = 0;
  try {
    const place = realpathSync(placeOf(root, path), { encoding: 'buffer' });
    const top = realpathSync(Buffer.from(root), { encoding: 'buffer' });
    if (Buffer.compare(place.subarray(0, top.length), top) !== 0 || place[top.length] !== slash) return null;
    const file = openFile(place);
    if (file === null) return null;
    try {
      size = file.size;
      return file.size > mostBytes ? { withheld: 'too-large', size } : { bytes: readAll(file) };
    } finally {
      closeSync(file.descriptor);
    }
  } catch (error) {
    const why = whyUnreadable(error);
    return why === 'is not there' || why === 'is no folder' ? null : { withheld: 'unreadable', size };
  }
}

const slash = 0x2f;

function readAll({ descriptor, size }: OpenFile): Buffer {
  const bytes = Buffer.alloc(size);
  let at = 0;
  for (let read = -1; read !== 0 && at < size; at += read) read = readSync(descriptor, bytes, at, size - at, null);
  return bytes.subarray(0, at);
}
