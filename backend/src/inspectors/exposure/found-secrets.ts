import type { Entry } from '../../image/entries.ts';
import { pathOfEntry } from '../../image/image-model.ts';
import type { Confidence, PackageManager } from '../../inspection-answers.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { PackageCatalog } from '../package-catalog.ts';
import { keyFileReader, secretFileReader } from '../secrets/secret-readers.ts';
import type { SecretTrace } from '../secrets/secret-trace.ts';

/** A trace of a secret in a file that some layer stores. */
export interface FoundSecret {
  readonly trace: SecretTrace;
  readonly path: string;
  readonly entry: Entry;
  readonly layer: number;
  /** False where the final tree does not have the file: everyone who pulls the image has it all the same. */
  readonly live: boolean;
  /** Whether its place says that it is of a dependency, or made for tests: then it is hardly one of the image's owner. */
  readonly isPublished: boolean;
  readonly confidence: Confidence;
}

/** Folders of test material and of documentation, whoever wrote it. */
const material =
  /\/(?:tests?|testing|testdata|test-data|__tests__|spec|specs|fixtures?|examples?|demos?|samples?|mocks?|certdata|docs?)\//i;
/** What was installed there was published. */
const published =
  /\/(?:node_modules|site-packages|dist-packages|gems)\/|\/go\/(?:pkg\/mod|src)\/|\/\.?cargo\/registry\/|\/rustlib\/|\/lib\/python[\d.]+\//;
/** What these installed, too; packages of languages may be the image's own application, with its secrets. */
const systemManagers = new Set<PackageManager>(['dpkg', 'apk', 'rpm']);

/** Secrets in the files of all layers, those that are gone included; each once for a path, the living one first. */
export function foundSecrets(image: InspectedImage, packages: PackageCatalog): FoundSecret[] {
  const files = [...image.stored(secretFileReader), ...image.stored(keyFileReader)];
  const all = files.flatMap(({ inode, node, layer, live, reading }): FoundSecret[] => {
    if (reading.state === 'unread') return [];
    const path = live ? image.tree.path(node) : pathOfEntry(image.model.merged, inode);
    const owner = live ? packages.ownerOf(node) : null;
    const isSystems = owner !== null && systemManagers.has(owner.manager);
    const isPublished = isSystems || material.test(path) || published.test(path);
    return reading.value.map((trace) => {
      const confidence = isPublished ? 'possible' : trace.confidence;
      return { trace, path, entry: inode, layer, live, isPublished, confidence };
    });
  });
  all.sort((a, b) => Number(b.live) - Number(a.live));
  const seen = new Set<string>();
  return all.filter(({ trace, path }) => {
    const key = `${path}\0${trace.what}\0${trace.shown}`;
    return !seen.has(key) && seen.add(key);
  });
}
