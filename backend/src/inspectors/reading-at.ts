import { noNode } from '../image/merge.ts';
import type { FileReader } from '../readings/file-reader.ts';
import type { InspectedImage } from './inspected-image.ts';
import type { Problem } from './inspector.ts';

/**
 * What the reader made of the file at a path, symlinks followed.
 * @param problems told here where there is a file that could not be read
 * @returns null where there is no file, or it could not be read
 */
export function readingAt<T>(
  image: InspectedImage,
  reader: FileReader<T>,
  path: string,
  problems: Problem[],
): T | null {
  const { tree } = image;
  const node = tree.resolve(path);
  if (node === noNode || !tree.isFile(node)) return null;
  const reading = image.reading(reader, node);
  if (reading?.state === 'read') return reading.value;
  const why = reading === null ? `it is at ${tree.path(node)}, which is not read` : reading.why;
  problems.push({ path, why });
  return null;
}
