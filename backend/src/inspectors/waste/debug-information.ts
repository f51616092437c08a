import type { ElfFile, ElfKind } from '../../elf/elf-file.ts';
import type { Entry } from '../../image/entries.ts';
import { elfReader } from '../elf/elf-reader.ts';
import type { Finder } from '../inspector.ts';
import { countOf, shortPath } from './describe-files.ts';
import { isWorthTelling } from './worth-telling.ts';

const loaded: readonly ElfKind[] = ['executable', 'position-independent-executable', 'shared-library'];
const leastOfFile = 4 << 10;
const maxEvidence = 10;

/** Sections of programs and libraries that only a debugger reads, and files that hold nothing else. */
export const debugInformationKept: Finder = {
  rule: 'debug-information-kept',
  group: 'development',
  readers: [elfReader],
  find: (image) => {
    const partialBytes = new Map<Entry, number>();
    const paths = new Map<Entry, string>();
    for (const { inode, node, reading } of image.stored(elfReader)) {
      const bytes = reading.state === 'read' ? debugBytes(reading.value, image.model.merged.entries.size(inode)) : 0;
      if (bytes < leastOfFile) continue;
      partialBytes.set(inode, bytes);
      paths.set(inode, image.tree.path(node));
    }
    const largest = [...partialBytes].sort(([a, x], [b, y]) => y - x || a - b);
    if (
      !isWorthTelling(
        image,
        largest.reduce((sum, [, bytes]) => sum + bytes, 0),
      )
    )
      return [];
    const evidence = largest.slice(0, maxEvidence).map(([inode, bytes]) => ({
      path: paths.get(inode) ?? null,
      says: `${bytes.toLocaleString('en')} bytes of sections that only debuggers read`,
    }));
    const [first] = evidence;
    const path = shortPath(first?.path ?? '');
    const where =
      largest.length === 1
        ? path
        : `${countOf(largest.length, 'program or library', 'programs and libraries')}, the largest in ${path}`;
    return [
      {
        instance: '',
        title: 'Debug information',
        what: `Symbol tables and debug sections in ${where}. Only these sections count here, not the whole files.`,
        why: 'Programs run without them; debuggers, profilers and the traces of some crashes tell less.',
        remedy:
          'Strip them in the stage that builds: strip --strip-unneeded FILE, go build -ldflags="-s -w", strip = true in the release profile of Cargo.toml. Leave out packages whose names end in -dbg or -dbgsym.',
        confidence: 'likely',
        files: partialBytes.keys(),
        partialBytes,
        packages: [],
        evidence,
      },
    ];
  },
};

function debugBytes({ kind, sections, packer }: ElfFile, size: number): number {
  if (kind === 'debug-information') return size;
  // A kernel module is loaded by its symbols, an object is linked by them.
  if (!loaded.includes(kind) || packer !== null || sections.state === 'unknown' || sections.value === null) return 0;
  return sections.value.debug.reduce((sum, { bytes }) => sum + bytes, 0);
}
