import type { Entry } from '../../image/entries.ts';
import { pathOfEntry } from '../../image/image-model.ts';
import type { Confidence } from '../../inspection-answers.ts';
import type { InspectedImage } from '../inspected-image.ts';
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
  /\/(?:tests?|testing|testdata|test-data|__tests__|spec|specs|fixtures?|examples?|demos?|samples?|mocks?|certdata|doc|docs)\//i;
/** What was installed there is published: keys in it are no one's secret. */
const published =
  /\/(?:node_modules|site-packages|dist-packages|gems|jetty-base)\/|\/go\/(?:pkg\/mod|src)\/|\/\.?cargo\/registry\/|\/rustlib\/|\/lib\/python[\d.]+\/|^\/usr\/(?:share|lib|include)\//;

/** Secrets in the files of all layers, those that are gone included. */
export function foundSecrets(image: InspectedImage): FoundSecret[] {
  const files = [...image.stored(secretFileReader), ...image.stored(keyFileReader)];
  return files.flatMap(({ inode, node, layer, live, reading }) => {
    if (reading.state === 'unread') return [];
    const path = live ? image.tree.path(node) : pathOfEntry(image.model.merged, inode);
    const isPublished = material.test(path) || published.test(path);
    return reading.value.map((trace) => {
      const confidence = isPublished ? 'possible' : trace.confidence;
      return { trace, path, entry: inode, layer, live, isPublished, confidence };
    });
  });
}
