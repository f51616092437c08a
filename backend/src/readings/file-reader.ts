/** A file of a layer's tar whose content is about to pass by. */
export interface PassingFile {
  /** Absolute and clean. Bytes that are not UTF-8 are written as `decodeName` does. */
  readonly path: string;
  /** Last segment of the path. */
  readonly name: string;
  readonly size: number;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
}

/**
 * Which files a reader wants: those that one of the lists names, and that `where` then accepts.
 * The lists make it cheap to see that a file is none of them, as every file of an image is asked.
 */
export interface FileSelection {
  /** Last segments of paths: `package.json`. */
  readonly names?: readonly string[];
  /** Ends of last segments, from their last dot on: `.jar`. */
  readonly extensions?: readonly string[];
  /** Absolute folders; files directly in them. */
  readonly folders?: readonly string[];
  /** First bytes of the content, at most 4, as Latin-1: `\x7fELF`. */
  readonly magic?: readonly string[];
  readonly where?: (file: PassingFile) => boolean;
}

/** Takes one file's content as it passes by. */
export interface FileSink<T> {
  /** @param piece the next bytes; valid during the call only */
  push(piece: Uint8Array): void;
  /** All bytes have passed. @throws Unreadable */
  end(): T;
}

/**
 * Reads files while a layer is scanned, so that no second pass is needed. Runs in the scanning thread, in time linear
 * in the file's size and in bounded memory; what it answers is kept by diff ID, so it may depend on nothing but the
 * file: neither on the image nor on other files.
 * `T` must be something that structured cloning carries over.
 */
export interface FileReader<T> {
  readonly id: string;
  /** Grows whenever the same bytes are read differently: what was kept of older versions is then read anew. */
  readonly version: number;
  readonly files: FileSelection;
  open(file: PassingFile): FileSink<T>;
}

/** What a reader made of one file. */
export type Reading<T> =
  | { readonly state: 'read'; readonly value: T }
  | { readonly state: 'unread'; readonly why: string };

/** An expected reason why a file cannot be read, fit for a person. Anything else that a reader throws is a bug in it. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

export interface WholeFileOptions<T> {
  readonly id: string;
  readonly version: number;
  readonly files: FileSelection;
  /** Larger files are unread. */
  readonly maxBytes: number;
  /** @throws Unreadable */
  read(bytes: Buffer, file: PassingFile): T;
}

/** A reader that wants files as a whole. */
export function wholeFileReader<T>({ id, version, files, maxBytes, read }: WholeFileOptions<T>): FileReader<T> {
  const open = (file: PassingFile): FileSink<T> => {
    if (file.size > maxBytes) return refusal(`${file.size} bytes, more than the ${maxBytes} that are read`);
    const bytes = Buffer.allocUnsafe(file.size);
    let filled = 0;
    return {
      push: (piece) => {
        bytes.set(piece, filled);
        filled += piece.length;
      },
      end: () => read(bytes.subarray(0, filled), file),
    };
  };
  return { id, version, files, open };
}

/** A reader that wants the first bytes of files, whatever their size. */
export function fileHeadReader<T>({ id, version, files, maxBytes, read }: WholeFileOptions<T>): FileReader<T> {
  const open = (file: PassingFile): FileSink<T> => {
    const bytes = Buffer.allocUnsafe(Math.min(file.size, maxBytes));
    let filled = 0;
    return {
      push: (piece) => {
        if (filled === bytes.length) return;
        const part = piece.subarray(0, bytes.length - filled);
        bytes.set(part, filled);
        filled += part.length;
      },
      end: () => read(bytes.subarray(0, filled), file),
    };
  };
  return { id, version, files, open };
}

/** For a file that a reader refuses before seeing it. */
function refusal(why: string): FileSink<never> {
  return {
    push: () => undefined,
    end: () => {
      throw new Unreadable(why);
    },
  };
}
