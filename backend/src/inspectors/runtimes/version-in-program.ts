import type { FileReader, FileSink, PassingFile } from '../../readings/file-reader.ts';

export interface ProgramVersionOptions {
  readonly id: string;
  readonly version: number;
  /** Which ELF files to look into. */
  where(file: PassingFile): boolean;
  /** The bytes that stand before the version, as Latin-1. */
  mark(file: PassingFile): string;
  /** What may stand there, as Latin-1: it must match at the start. The first group is the version. */
  readonly after: RegExp;
}

/** Bytes after the mark that are looked at. */
const window = 40;

/**
 * Reads the version that a program was compiled with out of its bytes, as they pass by: a search for a few bytes that
 * only stand before a version. The answer is null where they are not there.
 */
export function programVersionReader(options: ProgramVersionOptions): FileReader<string | null> {
  const { id, version, where, mark, after } = options;
  return {
    id,
    version,
    files: { magic: ['\x7fELF'], where },
    open: (file) => searching(Buffer.from(mark(file), 'latin1'), after),
  };
}

function searching(mark: Buffer, after: RegExp): FileSink<string | null> {
  let found: string | null = null;
  /** The last bytes so far, too few to tell what stands in them. */
  let held = Buffer.alloc(0);
  const search = (bytes: Buffer, isLast: boolean): Buffer => {
    let from = 0;
    for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, from)) {
      if (!isLast && at + mark.length + window > bytes.length) return bytes.subarray(at);
      const start = at + mark.length;
      const version = after.exec(bytes.toString('latin1', start, start + window))?.[1];
      if (version !== undefined) {
        found = version;
        return bytes.subarray(0, 0);
      }
      from = start;
    }
    return bytes.subarray(Math.max(from, bytes.length - mark.length + 1));
  };
  return {
    push: (piece) => {
      if (found !== null) return;
      // Only the seam between pieces is put together: a program is large, and its pieces are not copied.
      const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
      const seam = held.length === 0 ? held : Buffer.concat([held, bytes.subarray(0, mark.length + window)]);
      const rest = seam.length === 0 ? seam : search(seam, false);
      if (found !== null) return;
      const isShort = bytes.length <= mark.length + window;
      held = Buffer.from(isShort && seam.length > 0 ? rest : search(bytes, false));
    },
    end: () => {
      if (found === null) search(held, true);
      return found;
    },
  };
}
