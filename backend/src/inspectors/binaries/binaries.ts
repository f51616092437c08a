import { type ElfFile, type ElfKind, knownOr } from '../../elf/elf-file.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { BinariesSummary, MissingLibrary } from '../../inspection-answers.ts';
import { arReader } from '../elf/ar-reader.ts';
import { elfReader } from '../elf/elf-reader.ts';
import { libraryReaders, loaderOf } from '../elf/library-loader.ts';
import { newestByFamily } from '../elf/symbol-families.ts';
import type { InspectedImage } from '../inspected-image.ts';
import { absent, type FactInspector, known, unknown } from '../inspector.ts';

interface Binary {
  readonly node: PathNode;
  readonly bytes: number;
  readonly elf: ElfFile;
}

const maxMissing = 50;
/** Libraries that are looked for: a hostile image can have files that name thousands each. */
const maxLookups = 500_000;

/** Those that tell which base images the files can run on. */
const familiesOfBase: ReadonlySet<string> = new Set(['GLIBC', 'GLIBCXX', 'CXXABI', 'GCC', 'GOMP', 'OPENSSL']);

const programs: readonly ElfKind[] = ['executable', 'position-independent-executable'];
const loadable: readonly ElfKind[] = [...programs, 'shared-library'];

/** All ELF files of the final tree together. */
export const binaries: FactInspector<'binaries'> = {
  fact: 'binaries',
  readers: [...libraryReaders, arReader],
  tell: (image) => {
    const found = image.live(elfReader);
    const read = found.flatMap(({ node, inode, reading }): Binary[] =>
      reading.state === 'read' ? [{ node, bytes: image.model.merged.entries.size(inode), elf: reading.value }] : [],
    );
    const [unread] = found.filter(({ reading }) => reading.state === 'unread');
    if (read.length === 0) {
      if (unread?.reading.state !== 'unread') return absent('the image has no programs or libraries');
      return unknown(`${image.tree.path(unread.node)} cannot be read: ${unread.reading.why}`);
    }
    return known(summary(image, read, found.length - read.length), []);
  },
};

function summary(image: InspectedImage, all: readonly Binary[], unread: number): BinariesSummary {
  const isProgram = ({ elf }: Binary) => programs.includes(elf.kind);
  const isStatic = ({ elf }: Binary) =>
    knownOr(elf.interpreter, '') === null && (knownOr(elf.dynamic, null)?.needed ?? []).length === 0;
  const ofPrograms = all.filter(isProgram);
  const missing = missingLibraries(image, all);
  return {
    files: all.length + unread,
    bytes: sum(all.map(({ bytes }) => bytes)),
    static: ofPrograms.filter(isStatic).length,
    dynamic: ofPrograms.filter((one) => !isStatic(one)).length,
    libraries: all.filter(({ elf }) => elf.kind === 'shared-library').length,
    debugBytes: sum(all.map(debugBytes)),
    machines: [...new Set(all.map(({ elf }) => elf.machine))].sort(),
    kinds: kindsOf(image, all),
    unreadable: unread + all.filter(({ elf }) => hasUnknown(elf)).length,
    newestNeeded: newestNeeded(image, all),
    missing: missing.slice(0, maxMissing),
    missingTotal: missing.length,
  };
}

/** Objects and kernel modules are of no use without their symbols. */
function debugBytes({ bytes, elf }: Binary): number {
  if (elf.kind === 'debug-information') return bytes;
  if (!loadable.includes(elf.kind)) return 0;
  return Math.min(bytes, sum((knownOr(elf.sections, null)?.debug ?? []).map((section) => section.bytes)));
}

function hasUnknown({ interpreter, dynamic, sections, packer }: ElfFile): boolean {
  return packer !== null || [interpreter, dynamic, sections].some(({ state }) => state === 'unknown');
}

/** Static libraries are archives of objects, and counted here only. */
function kindsOf(image: InspectedImage, all: readonly Binary[]): BinariesSummary['kinds'] {
  const kinds = new Map<string, { kind: string; files: number; bytes: number }>();
  const add = (kind: string, bytes: number) => {
    const of = kinds.get(kind) ?? { kind, files: 0, bytes: 0 };
    kinds.set(kind, { kind, files: of.files + 1, bytes: of.bytes + bytes });
  };
  for (const { elf, bytes } of all) add(elf.kind, bytes);
  for (const { inode, reading } of image.live(arReader)) {
    if (reading.state === 'read' && reading.value === 'static-library')
      add(reading.value, image.model.merged.entries.size(inode));
  }
  return [...kinds.values()].sort((a, b) => b.bytes - a.bytes);
}

function newestNeeded({ tree }: InspectedImage, all: readonly Binary[]): BinariesSummary['newestNeeded'] {
  const needed = all.flatMap(({ node, elf }) => {
    const versions = knownOr(elf.dynamic, null)?.versionsNeeded;
    return (versions === undefined ? [] : knownOr(versions, [])).map((one) => ({ ...one, neededBy: node }));
  });
  const ofBase = newestByFamily(needed).filter(({ family }) => familiesOfBase.has(family));
  return ofBase.map(({ family, version, neededBy }) => ({
    family,
    version,
    path: tree.path(neededBy),
  }));
}

function missingLibraries(image: InspectedImage, all: readonly Binary[]): MissingLibrary[] {
  const { tree } = image;
  const loader = loaderOf(image);
  const missing: (MissingLibrary & { readonly program: boolean })[] = [];
  let lookups = 0;
  for (const { node, elf } of all) {
    if (!loadable.includes(elf.kind)) continue;
    const target = loader.target(elf);
    for (const name of knownOr(elf.dynamic, null)?.needed ?? []) {
      if (lookups++ === maxLookups) return missing;
      if (loader.isLoaderItself(name, target)) continue;
      if (loader.find(name, { found: node, file: node, elf, loadedBy: null }, target) !== null) continue;
      if (loader.isExhausted) return missing;
      const other = loader.elsewhere(name);
      missing.push({
        path: tree.path(node),
        library: name,
        elsewhere: other === noNode ? null : tree.path(other),
        program: programs.includes(elf.kind),
      });
    }
  }
  return missing
    .sort((a, b) => Number(b.program) - Number(a.program) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    .map(({ path, library, elsewhere }) => ({ path, library, elsewhere }));
}

function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
