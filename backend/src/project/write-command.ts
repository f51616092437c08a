// Runs in the page, too: nothing but the language itself is at hand.
import { folderArguments, writer } from './folder-command.ts';

/** A file to be written into a project's folder. */
export interface FileToWrite {
  /** Relative to the folder, with slashes. */
  readonly path: string;
  /** SHA-256 in hexadecimal of the file that is there, as it was read; null where there is none. */
  readonly was: string | null;
  /** That of what was written there in its place since: it is replaced, too, and not kept. */
  readonly ours: string | null;
  /** The new content, compressed with gzip, in base64: Windows has room for 32,767 characters on a command line. */
  readonly content: string;
}

export interface WriteRequest {
  /** As `folderArguments` has them. */
  readonly image: string;
  readonly folder: string;
  readonly files: readonly FileToWrite[];
}

/** Linux has room for 131,071 in one argument. */
const chunk = 100_000;

/** The arguments of `docker run` that write files into a project's folder; it prints a `WriterAnswer`. */
export function writeArguments({ image, folder, files }: WriteRequest): string[] {
  return folderArguments(
    image,
    folder,
    writer,
    files.flatMap(({ path, was, ours, content }) => [
      `--file=${path}`,
      ...(was === null ? [] : [`--was=${was}`]),
      ...(ours === null ? [] : [`--ours=${ours}`]),
      ...chunksOf(content).map((part) => `--content=${part}`),
    ]),
  );
}

function chunksOf(text: string): string[] {
  return Array.from({ length: Math.ceil(text.length / chunk) }, (_, i) => text.slice(i * chunk, (i + 1) * chunk));
}
