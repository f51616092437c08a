// Runs in the page, too: nothing but the language itself is at hand.
import { folderArguments, reader } from './folder-command.ts';

/** What is to be read of a project, by a container of the extension's own image. */
export interface ReadRequest {
  /** As `folderArguments` has them. */
  readonly image: string;
  readonly folder: string;
  /** Relative to the folder. */
  readonly dockerfile: string;
  /** As `sizeFilterText` writes it for an image; null to leave out what landed in it. */
  readonly sizes: string | null;
}

/** The arguments of `docker run` that read a project's folder; it prints a `ReaderAnswer`. */
export function readArguments({ image, folder, dockerfile, sizes }: ReadRequest): string[] {
  return folderArguments(image, folder, reader, [
    `--dockerfile=${dockerfile}`,
    ...(sizes === null ? [] : [`--sizes=${sizes}`]),
  ]);
}
