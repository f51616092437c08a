import { type FileHandle, open } from 'node:fs/promises';
import { Failure } from '../../failure.ts';

/** Where the bytes of one file of an archive are. */
export interface FilePlace {
  /** A file of this machine. */
  readonly path: string;
  readonly offset: number;
  readonly size: number;
}

/** The regular files of an archive or of an unpacked one, by their paths in it. */
export interface ArchiveFiles {
  /** What people call it: its path. */
  readonly title: string;
  /**
   * Follows links inside of the archive.
   * @returns null where there is no such file
   * @throws Failure `archive-damaged` for a name or link that leads out of the archive, or around in a circle
   */
  find(name: string): Promise<FilePlace | null>;
}

/** Reads the first bytes of a file of the archive: all that there are, at most `length`. */
export async function readPlace(place: FilePlace, length: number): Promise<Buffer> {
  const handle = await open(place.path, 'r');
  try {
    const wanted = Math.min(length, place.size);
    const bytes = await readAt(handle, place.offset, wanted);
    if (bytes.length < wanted) {
      throw new Failure('archive-damaged', `${place.path} ends at byte ${place.offset + bytes.length}, too early`);
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

/** Reads until so many bytes are there or the file ends. */
export async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** The segments of a path inside of an archive, `.` left out. Null where it is absolute or climbs out. */
export function segmentsInside(path: string, from: readonly string[] = []): string[] | null {
  if (path.startsWith('/')) return null;
  const segments = [...from];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return null;
  }
  return segments;
}

export function leadsOut(title: string, name: string): Failure {
  return new Failure('archive-damaged', `${JSON.stringify(name)} in ${title} leads out of the archive`, {
    hint: 'No tool writes such archives by itself: this one was tampered with.',
  });
}
