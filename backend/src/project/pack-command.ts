// Runs in the page, too: nothing but the language itself is at hand.
import { folderArguments, packer } from './folder-command.ts';

/** What is to be packed for a build, by a container of the extension's own image that the service starts. */
export interface PackRequest {
  /** As `folderArguments` has them. */
  readonly image: string;
  readonly folder: string;
  /** By which the service finds the container again; it takes it away. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Where the service puts what it asks, before it starts the container. */
export const questionFolder = '/tmp';
export const questionFile = 'question.json';

/**
 * The arguments of `docker create` for a container that packs a project's folder; it prints a container's ID. The page
 * creates it, as only the docker CLI knows where a person's folder is for the engine; the service starts it and reads the
 * archive, which would be too much for the page.
 */
export function packArguments({ image, folder, labels }: PackRequest): string[] {
  // What it is asked must be written into it, and it is still there when it has ended.
  const walls = folderArguments(image, folder, packer, [`${questionFolder}/${questionFile}`]).filter(
    (argument) => argument !== '--rm' && argument !== '--read-only',
  );
  return [...Object.entries(labels).map(([name, value]) => `--label=${name}=${value}`), ...walls];
}
