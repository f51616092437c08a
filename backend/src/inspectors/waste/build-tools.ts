import { noEntry } from '../../image/entries.ts';
import type { PathNode } from '../../image/merge.ts';
import type { Evidence, PackageManager } from '../../inspection-answers.ts';
import { elfReader } from '../elf/elf-reader.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { Finder, FoundThing } from '../inspector.ts';
import type { CatalogedPackage, PackageCatalog } from '../package-catalog.ts';
import { countOf, listed } from './describe-files.ts';
import { type ImageUse, unlessCompiling, useOf } from './image-use.ts';
import { onlyNeededBy } from './only-needed-by.ts';
import { bytesOf, isWorthTelling } from './worth-telling.ts';

interface SystemManager {
  readonly manager: PackageManager;
  /** Names of packages that only building needs. */
  readonly buildTools: RegExp;
  readonly remedy: string;
}

const compile = 'Compile in a build stage, and copy what it makes.';

/** Not runtimes that compilers bring along: `libgcc-s1`, `gcc-14-base`, `libstdc++6`. */
const systemManagers: readonly SystemManager[] = [
  {
    manager: 'dpkg',
    buildTools:
      /^(?:build-essential|dpkg-dev|(?:gcc|g\+\+|cpp|gfortran|clang|lld|lldb|gnat|gdc)(?:-\d+)?(?:-[a-z0-9]+(?:-[a-z0-9]+)*-linux-gnu\w*)?|llvm(?:-\d+)?(?:-dev|-tools)?|binutils(?:-[a-z0-9-]+)?|make|cmake(?:-data)?|ninja-build|meson|automake|autoconf|autotools-dev|libtool|m4|bison|flex|nasm|yasm|swig|pkg-config|pkgconf(?:-bin)?|patch|gdb|valgrind|debhelper|fakeroot|git|git-man|mercurial|subversion|rustc|cargo|golang(?:-.+)?|.+-dev|.+-dev-bin|manpages-dev)$/,
    remedy: `${compile} Where it must be in one stage, install, compile and apt-get purge --auto-remove in one RUN.`,
  },
  {
    manager: 'apk',
    buildTools:
      /^(?:build-base|gcc|g\+\+|gfortran|clang\d*|llvm\d+|lld\d*|binutils|make|cmake|ninja(?:-build)?|samurai|meson|automake|autoconf|libtool|m4|bison|flex|nasm|swig|patch|pkgconf|pkgconfig|gdb|fortify-headers|linux-headers|git|mercurial|subversion|rust|cargo|go|.+-dev|\..*)$/,
    remedy: `${compile} Where it must be in one stage: apk add --virtual .build …, compile and apk del .build in one RUN.`,
  },
  {
    manager: 'rpm',
    buildTools:
      /^(?:gcc|gcc-c\+\+|cpp|gcc-gfortran|clang|llvm|lld|binutils|make|cmake(?:-data|-filesystem)?|ninja-build|meson|automake|autoconf|libtool|m4|bison|flex|nasm|swig|patch|pkgconf(?:-pkg-config)?|gdb|rpm-build|kernel-headers|glibc-headers|git|git-core|mercurial|subversion|rust|cargo|golang(?:-.+)?|.+-devel)$/,
    remedy: `${compile} Where it must be in one stage, install, compile and dnf remove in one RUN.`,
  },
];
/** Whether a package of the system is there to build with. */
export function isBuildTool(manager: PackageManager, name: string): boolean {
  return systemManagers.some((one) => one.manager === manager && one.buildTools.test(name));
}

/** What says most of why the others are there. */
const wellKnown = /^(?:build-essential|build-base|gcc|g\+\+|gcc-c\+\+|clang|make|cmake|git|rustc|cargo|golang)$/;
const maxNamed = 4;
const maxEvidence = 12;

/** Compilers, headers and version control from the system's packages, and what was installed for their sake alone. */
export const buildToolsInstalled: Finder = {
  rule: 'build-tools-installed',
  group: 'development',
  readers: [elfReader],
  find: (image, known) => {
    const use = useOf(image, known);
    const confidence = unlessCompiling(use);
    if (confidence === null) return [];
    return systemManagers.flatMap(({ manager, buildTools, remedy }): FoundThing[] => {
      const { packages: catalog } = known;
      const tools = placesOf(catalog, (one) => one.manager === manager && buildTools.test(one.name));
      const going = onlyNeededBy(catalog.packages, tools, keptPlaces(image, catalog, use, manager));
      const packages = [...going].flatMap((place) => catalog.packages[place] ?? []);
      const files = catalog.inodes(packages);
      if (!isWorthTelling(image, bytesOf(image, files))) return [];
      return [
        {
          instance: manager,
          title: 'Compilers and build tools',
          what: saidOf(catalog, tools, going),
          why: 'A finished program runs without them. What nothing else in the image needs is counted, libraries that its programs load are not.',
          remedy,
          confidence,
          files,
          packages: [...going],
          evidence: evidenceOf(catalog, going),
        },
      ];
    });
  },
};

function placesOf({ packages }: PackageCatalog, wanted: (one: CatalogedPackage) => boolean): Set<number> {
  return new Set([...packages.keys()].filter((place) => packages[place] !== undefined && wanted(packages[place])));
}

/** Packages of what the command names, and of libraries that programs load which no package of the manager owns. */
function keptPlaces(
  image: InspectedImage,
  catalog: PackageCatalog,
  use: ImageUse,
  manager: PackageManager,
): Set<number> {
  const ownerOf = ownersIn(image, catalog, manager);
  const kept = new Set(use.usedPaths.flatMap((node) => ownerOf.get(node) ?? []));
  const binaries = image.live(elfReader).flatMap(({ node, reading }) => {
    if (reading.state !== 'read') return [];
    const { dynamic, mayLoad } = reading.value;
    return [{ node, mayLoad, dynamic: dynamic.state === 'known' ? dynamic.value : null }];
  });
  const loaded = new Set<string>();
  for (const { node, dynamic, mayLoad } of binaries) {
    if (!ownerOf.has(node)) for (const name of [...(dynamic?.needed ?? []), ...mayLoad]) loaded.add(name);
  }
  for (const { node, dynamic } of binaries) {
    const owner = ownerOf.get(node);
    if (owner === undefined) continue;
    if (loaded.has(dynamic?.soname ?? '') || loaded.has(image.tree.name(node))) kept.add(owner);
  }
  return kept;
}

/** By path, the manager's package that owns it. The catalog tells the most special owner, as that of a Python module. */
function ownersIn(
  { tree }: InspectedImage,
  { packages }: PackageCatalog,
  manager: PackageManager,
): Map<PathNode, number> {
  const owners = new Map<PathNode, number>();
  for (const [place, one] of packages.entries()) {
    if (one.manager !== manager) continue;
    for (const node of one.files) {
      const inode = tree.inode(node);
      owners.set(node, place);
      if (inode !== noEntry) owners.set(tree.firstPath(inode), place);
    }
  }
  return owners;
}

function saidOf({ packages }: PackageCatalog, tools: ReadonlySet<number>, going: ReadonlySet<number>): string {
  const toolsGoing = largestFirst(packages, tools.intersection(going));
  const rank = ({ name, wanted }: CatalogedPackage) =>
    (wellKnown.test(name) ? 0 : 4) + (wanted === 'dependency' ? 2 : 0) + (/-dev(el)?$/.test(name) ? 1 : 0);
  const named = toolsGoing.toSorted((a, b) => rank(a) - rank(b)).slice(0, maxNamed);
  const names = named.map(({ name }) => name);
  const more = toolsGoing.length - names.length;
  const list = listed(more > 0 ? [...names, countOf(more, 'more build tool')] : names);
  const others = going.size - toolsGoing.length;
  return others === 0 ? `${list}.` : `${list}, and ${countOf(others, 'package')} that nothing but them needs.`;
}

function evidenceOf({ packages }: PackageCatalog, going: ReadonlySet<number>): Evidence[] {
  return largestFirst(packages, going)
    .slice(0, maxEvidence)
    .map(({ name, path, wanted, neededBy }) => {
      if (wanted === 'asked-for') return { path, says: `${name} was asked for` };
      if (neededBy.length === 0) return { path, says: `nothing in the image needs ${name}` };
      const needers = neededBy.slice(0, maxNamed).flatMap((place) => packages[place]?.name ?? []);
      const more = neededBy.length - needers.length;
      const who = listed(more > 0 ? [...needers, `${more} more`] : needers);
      return { path, says: `${name}: only ${who} ${neededBy.length === 1 ? 'needs' : 'need'} it` };
    });
}

function largestFirst(packages: readonly CatalogedPackage[], places: ReadonlySet<number>): CatalogedPackage[] {
  return [...places].flatMap((place) => packages[place] ?? []).sort((a, b) => b.bytes - a.bytes);
}
