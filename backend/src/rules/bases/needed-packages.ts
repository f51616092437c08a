import { type Entry, noEntry } from '../../image/entries.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import { compareVersions } from '../../inspectors/elf/symbol-families.ts';
import type { CatalogedPackage, PackageCatalog } from '../../inspectors/package-catalog.ts';
import type { BaseProfile } from '../base-profile.ts';
import { bytesOfEntries, compressedOfEntries, type ImageEvidence } from '../evidence.ts';
import type { AddedBytes } from '../rule.ts';
import { isLeftOut, leavesOut } from './left-out.ts';

/** What must be there on another base. */
export interface Wanted {
  /** Native files that are on that base, too: what they load must be. */
  readonly nodes: Iterable<PathNode>;
  /** Files that something certainly opens or runs, and what that is. */
  readonly files: Iterable<{ readonly node: PathNode; readonly why: string }>;
  /** Packages of the system that must be there whatever files say. */
  readonly packages: Iterable<{ readonly name: string; readonly why: string }>;
}

/** What another base lacks, and where it is to come from. */
export interface NeededPackages {
  /** Of the system's package manager, sorted by name. */
  readonly packages: readonly { readonly name: string; readonly why: string }[];
  /** Files that no package has, as the loader or a caller names them, sorted by path. */
  readonly copies: readonly { readonly path: string; readonly node: PathNode; readonly why: string }[];
  /** Libraries that the image itself does not have. */
  readonly missing: readonly string[];
  /** Why the base cannot be taken whatever is installed; null where it can. */
  readonly unfit: string | null;
  /** The packages with what they depend on, as far as the image has them. */
  readonly installed: ReadonlySet<CatalogedPackage>;
  /** Of those, and of packages that the image does not have. */
  readonly bytes: AddedBytes;
}

const systemManagers = new Set(['dpkg', 'apk', 'rpm']);
/** What package managers write of themselves: records, logs, caches of names. */
const recordBytes = { dpkg: 900_000, apk: 60_000, rpm: 12_000_000 };
/** They are text. */
const recordRatio = 0.2;
/** For a package that the image does not have. */
const unknownPackageBytes = 2_000_000;
export const packageRatio = 0.35;

/** Which packages of the image, and which files without one, are missing on another base. */
export function neededPackages(image: ImageEvidence, wanted: Wanted, base: BaseProfile): NeededPackages {
  const { tree, catalog, native } = image;
  const packages = new Map<string, string>();
  const copies = new Map<string, { path: string; node: PathNode; why: string }>();
  const nodes = new Set(wanted.nodes);
  const add = (node: PathNode, path: string, why: string) => {
    const owner = catalog.ownerOf(node);
    if (owner !== null && systemManagers.has(owner.manager)) {
      if (base.hasPackage(owner.name) !== true && !packages.has(owner.name)) packages.set(owner.name, why);
    } else if (!nodes.has(node)) copies.set(path, { path, node, why });
  };
  for (const { node, why } of wanted.files) {
    const path = tree.path(node);
    const isThere = base.hasPath(path);
    // What came with the old base comes with one of the same kind, where nobody has looked into that.
    if (isThere === true || (isThere === null && tree.layer(node) < (image.ownFrom ?? 0))) continue;
    add(node, path, why);
  }
  // What packages bring depends on other packages, and that is installed with them.
  const alone = [...copies.values()].map(({ node }) => node);
  const needs = native?.needsOf([...nodes, ...alone]);
  const old = olderSymbols(needs?.symbols ?? [], base);
  for (const { name, file, neededBy } of needs?.libraries ?? []) {
    const isTooOld = old.some(({ library }) => library === name);
    if (base.hasLibrary(name) === true && !isTooOld) continue;
    add(file, pathOfLibrary(image, file, name), `${tree.path(neededBy)} loads ${name}`);
  }
  const asked = [...wanted.packages].filter(({ name }) => base.hasPackage(name) !== true);
  for (const { name } of asked) packages.delete(name);
  const names = [...withoutDependencies(catalog, packages, asked), ...asked];
  const byName = names.sort((a, b) => (a.name < b.name ? -1 : 1));
  const byPath = [...copies.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const systemOnes = systemPackages(catalog);
  const named = byName.flatMap(({ name }) => systemOnes.get(name) ?? []);
  const installed = withDependencies(catalog, named, ({ name }) => base.hasPackage(name) === true);
  return {
    packages: byName,
    copies: byPath,
    missing: needs?.missing.map(({ name }) => name) ?? [],
    unfit: unfitness(image, base, old, byName, byPath),
    installed,
    bytes: bytesOf(image, base, installed, { named: byName.length, unknown: byName.length - named.length }),
  };
}

/** Those that no other one of them brings along. */
function withoutDependencies(
  catalog: PackageCatalog,
  packages: ReadonlyMap<string, string>,
  asked: NeededPackages['packages'],
): { name: string; why: string }[] {
  const byName = systemPackages(catalog);
  const first = new Set([...packages.keys(), ...asked.map(({ name }) => name)]);
  return [...packages].flatMap(([name, why]) => {
    const others = [...first].filter((one) => one !== name).flatMap((one) => byName.get(one) ?? []);
    const isBrought = [...withDependencies(catalog, others)].some((one) => one.name === name);
    if (!isBrought) return [{ name, why }];
    // Of two that need each other one stays.
    first.delete(name);
    return [];
  });
}

function systemPackages(catalog: PackageCatalog): ReadonlyMap<string, CatalogedPackage> {
  const packages = catalog.packages.filter(({ manager }) => systemManagers.has(manager));
  return new Map(packages.map((one) => [one.name, one]));
}

/** @param isThere what need not be followed */
function withDependencies(
  catalog: PackageCatalog,
  packages: readonly CatalogedPackage[],
  isThere: (one: CatalogedPackage) => boolean = () => false,
): Set<CatalogedPackage> {
  const all = new Set(packages);
  const open = [...all];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const place of one.dependsOn) {
      const next = catalog.packages[place];
      if (next === undefined || all.has(next) || isThere(next)) continue;
      all.add(next);
      open.push(next);
    }
  }
  return all;
}

/** Of which library a family of symbols is, where a newer one can be brought along. */
const libraryOfFamily: Readonly<Record<string, string>> = {
  GLIBCXX: 'libstdc++.so.6',
  CXXABI: 'libstdc++.so.6',
  GCC: 'libgcc_s.so.1',
};

interface OlderSymbols {
  readonly family: string;
  readonly needed: string;
  readonly has: string;
  readonly by: PathNode;
  /** Null where it cannot be brought along. */
  readonly library: string | null;
}

function olderSymbols(
  symbols: readonly { readonly family: string; readonly version: string; readonly neededBy: PathNode }[],
  base: BaseProfile,
): OlderSymbols[] {
  return symbols.flatMap(({ family, version, neededBy }) => {
    const has = base.symbols(family);
    if (has === null || compareVersions(has, version) >= 0) return [];
    return [{ family, needed: version, has, by: neededBy, library: libraryOfFamily[family] ?? null }];
  });
}

function unfitness(
  { tree, facts }: ImageEvidence,
  base: BaseProfile,
  old: readonly OlderSymbols[],
  packages: NeededPackages['packages'],
  copies: NeededPackages['copies'],
): string | null {
  for (const { family, needed, has, by, library } of old) {
    const isBrought = library !== null && copies.some(({ path }) => path.endsWith(`/${library}`));
    if (isBrought || !/^(?:GLIBC|GLIBCXX|CXXABI|GCC)$/.test(family)) continue;
    return `${tree.path(by)} needs ${family}_${needed}, and ${base.reference} has ${family}_${has}`;
  }
  if (packages.length === 0) return null;
  const names = packages.map(({ name }) => name).join(', ');
  const system = facts.system.state === 'known' ? facts.system.value : null;
  if (system === null || base.system === null) return `it is not known whether ${base.reference} has ${names}`;
  const isSame = system.id === base.system.id && packageNamesOf(system) === packageNamesOf(base.system);
  if (!isSame) {
    const named = ({ id, version }: { id: string; version: string | null }) => [id, version].join(' ').trim();
    return `${names} would have to be installed, and ${base.reference} is ${named(base.system)} where the image is ${named(system)}`;
  }
  const tool = { dpkg: '/usr/bin/apt-get', apk: '/sbin/apk', rpm: null }[base.manager ?? 'dpkg'];
  if (base.manager === null || (tool !== null && base.hasPath(tool) === false)) {
    return `${base.reference} has nothing to install ${names} with`;
  }
  return null;
}

/** What of a version package names depend on: of Red Hat's kind the first number, of Alpine nothing. */
function packageNamesOf({ id, version }: { readonly id: string; readonly version: string | null }): string | null {
  if (id === 'alpine') return '';
  return /^(?:rhel|centos|rocky|almalinux|ol|fedora)$/.test(id) ? (version?.split('.')[0] ?? null) : version;
}

/** As programs name it: the folder's entry of that name, where it leads to the file. */
function pathOfLibrary({ tree }: ImageEvidence, file: PathNode, name: string): string {
  const folder = tree.parent(file);
  return tree.resolve(name, folder) === file ? `${tree.path(folder)}/${name}` : tree.path(file);
}

function bytesOf(
  image: ImageEvidence,
  base: BaseProfile,
  installed: ReadonlySet<CatalogedPackage>,
  { named, unknown }: { readonly named: number; readonly unknown: number },
): AddedBytes {
  if (named === 0) return { stored: 0, low: 0, high: 0, compressed: 0 };
  const known = bytesOfPackages(image, base, installed);
  const records = recordBytes[base.manager ?? 'dpkg'];
  const others = unknown * unknownPackageBytes;
  const more = records + others;
  const compressed = known.compressed + records * recordRatio + others * packageRatio;
  const stored = known.stored + more;
  return { stored, low: Math.round(known.stored * 0.95), high: Math.round(known.stored * 1.1 + more * 2), compressed };
}

/** What packages of the image take where another base's manager installs them. */
export function bytesOfPackages(
  image: ImageEvidence,
  base: BaseProfile,
  packages: Iterable<CatalogedPackage>,
): { readonly stored: number; readonly compressed: number } {
  const { tree } = image;
  const isWithout = leavesOut(base);
  const files = new Set<Entry>();
  for (const { files: nodes } of packages) {
    for (const node of nodes) {
      const inode = tree.inode(node);
      if (inode !== noEntry && !(isWithout && isLeftOut(tree.path(node)))) files.add(inode);
    }
  }
  const stored = bytesOfEntries(image, files);
  return { stored, compressed: compressedOfEntries(image, files) ?? stored * packageRatio };
}

/** The program that a name stands for, as `PATH` leads to it. */
export function programNamed({ tree, config }: ImageEvidence, name: string): PathNode | null {
  const path = (config.config?.Env ?? []).find((setting) => setting.startsWith('PATH='))?.slice('PATH='.length);
  const folders = (path ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin').split(':');
  const paths = name.startsWith('/') ? [name] : name.includes('/') ? [] : folders.map((folder) => `${folder}/${name}`);
  for (const one of paths) {
    const node = tree.resolve(one);
    if (node !== noNode && tree.isFile(node) && (tree.mode(node) & 0o111) !== 0) return node;
  }
  return null;
}
