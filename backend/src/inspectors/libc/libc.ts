import type { Evidence, LibC, PackageManager } from '../../inspection-answers.ts';
import type { InspectedImage } from '../inspected-image.ts';
import { absent, type FactInspector, known, unknown } from '../inspector.ts';
import type { PackageCatalog } from '../package-catalog.ts';
import { glibcVersionReader } from './glibc-version.ts';
import { type LibCFile, libCFiles } from './libc-files.ts';

interface Found extends LibC {
  readonly evidence: readonly Evidence[];
}

/** Packages of C libraries. Of several the first is the one that the system itself is built on. */
const packages: readonly (readonly [PackageManager, string, LibC['kind']])[] = [
  ['dpkg', 'libc6', 'glibc'],
  ['dpkg', 'libc6.1', 'glibc'],
  ['rpm', 'glibc', 'glibc'],
  ['apk', 'musl', 'musl'],
  ['apk', 'glibc', 'glibc'],
  ['dpkg', 'musl', 'musl'],
];

/** The C library that the image's programs are linked against, told by its package and its files. */
export const libc: FactInspector<'libc'> = {
  fact: 'libc',
  readers: [glibcVersionReader],
  tell: (image, { packages: catalog }) => {
    const files = libCFiles(image.tree);
    const found = [...fromPackages(catalog), ...fromFiles(image, files)];
    const [first] = found;
    if (first === undefined) {
      const other = files[0];
      if (other === undefined) return absent('the image has no C library');
      return unknown(`${image.tree.path(other.node)} is of another C library (${other.kind})`);
    }
    const { kind } = first;
    const same = found.filter((one) => one.kind === kind);
    const version = same.find((one) => one.version !== null)?.version ?? null;
    return known(
      { kind, version },
      same.flatMap(({ evidence }) => evidence),
    );
  },
};

function fromPackages(catalog: PackageCatalog): Found[] {
  const byManager = new Map(
    [...new Set(packages.map(([manager]) => manager))].map((manager) => [manager, catalog.of(manager)]),
  );
  return packages.flatMap(([manager, name, kind]): Found[] => {
    const one = byManager.get(manager)?.find((candidate) => candidate.name === name);
    if (one === undefined) return [];
    const says = `${manager} has ${one.name} ${one.version}`;
    return [{ kind, version: upstreamOf(one.version), evidence: [{ path: one.path, says }] }];
  });
}

/** `2.41` of `1:2.41-12+deb13u1`, `1.2.5` of `1.2.5-r9`. */
function upstreamOf(version: string): string | null {
  return /^(?:\d+:)?(\d+(?:\.\d+)+)/.exec(version)?.[1] ?? null;
}

function fromFiles(image: InspectedImage, files: readonly LibCFile[]): Found[] {
  return files.flatMap(({ kind, node }): Found[] => {
    if (kind === 'uClibc') return [];
    const path = image.tree.path(node);
    const reading = kind === 'glibc' ? image.reading(glibcVersionReader, node) : null;
    const version = reading?.state === 'read' ? reading.value : null;
    const says = version === null ? `it is ${kind} by its name` : `GNU C Library, release version ${version}`;
    return [{ kind, version, evidence: [{ path, says }] }];
  });
}
