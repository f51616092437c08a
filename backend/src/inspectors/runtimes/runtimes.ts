import { noEntry } from '../../image/entries.ts';
import type { Runtime } from '../../inspection-answers.ts';
import type { InspectedImage } from '../inspected-image.ts';
import { absent, type FactInspector, type FoundRuntime, known } from '../inspector.ts';
import { configReader, perlRuntimes } from './perl.ts';

/** The runtimes that inspectors of packages came upon, and perl, whose packages nobody inspects. */
export const runtimes: FactInspector<'runtimes'> = {
  fact: 'runtimes',
  readers: [configReader],
  tell: (image, { foundRuntimes }) => {
    const found = [...foundRuntimes, ...perlRuntimes(image)].map((runtime) => counted(image, runtime));
    if (found.length === 0) return absent('no runtime of a language was found');
    found.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
    return known(
      found,
      found.flatMap(({ evidence }) => evidence),
    );
  },
};

function counted({ tree }: InspectedImage, { kind, version, path, files, evidence }: FoundRuntime): Runtime {
  const inodes = new Set(files.map((node) => tree.inode(node)));
  inodes.delete(noEntry);
  let bytes = 0;
  for (const inode of inodes) bytes += tree.merged.entries.size(inode);
  return { kind, version, path, bytes, evidence };
}
