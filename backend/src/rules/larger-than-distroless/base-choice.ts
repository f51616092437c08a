import type { PathNode } from '../../image/merge.ts';
import { compareVersions } from '../../inspectors/elf/symbol-families.ts';
import type { BaseProfile } from '../base-profile.ts';
import { bytesOfEntries, type ImageEvidence } from '../evidence.ts';
import type { Subject } from '../subject.ts';
import type { SystemNeeds } from './system-needs.ts';

/** A file of the system, as the program names it. */
export interface CopiedFile {
  readonly path: string;
  readonly node: PathNode;
}

/** A base, and what must be copied beside what the stage has. */
export interface ChosenBase {
  readonly base: BaseProfile;
  readonly libraries: readonly { readonly name: string; readonly file: PathNode; readonly neededBy: PathNode }[];
  /** Loaders and data that an empty image has not; none for others. */
  readonly files: readonly CopiedFile[];
  /** What the programs look for in a system; null where the base has all of it. */
  readonly needs: SystemNeeds | null;
  /** ENV lines. */
  readonly variables: readonly string[];
  /** Of what is copied. */
  readonly bytes: number;
}

/** More than that, and a slim base with the packages that own them is easier to keep. */
const maxLibraries = 12;
/** Families that bases differ in and that are the base's own; others come with the library that is copied. */
const familyOf: Readonly<Record<string, RegExp>> = {
  GLIBC: /^libc\.so\.6$/,
  GLIBCXX: /^libstdc\+\+/,
  CXXABI: /^libstdc\+\+/,
  OPENSSL: /^lib(?:ssl|crypto)\.so/,
};

/**
 * The base on which native files, and the libraries that go with them, are smallest.
 * @returns a sentence where none fits
 */
export function chooseBase(
  subject: Subject,
  image: ImageEvidence,
  references: readonly string[],
  native: readonly PathNode[],
): ChosenBase | string {
  const { tree } = image;
  const needs = image.native?.needsOf(native);
  if (needs === undefined) return 'the programs of the image could not be read';
  const [unsure] = needs.unsure;
  if (unsure !== undefined) return `${tree.path(unsure)} could not be read whole, so that it may need more`;
  const musl = needs.loaders.find((loader) => /ld-musl/.test(loader));
  if (musl !== undefined) return `its programs need musl (${musl}), which distroless does not have`;
  const fits: ChosenBase[] = [];
  let why: string | null = null;
  for (const reference of references) {
    const base = subject.bases(reference);
    if (base === null) continue;
    const fit = fitOn(base, image, native, needs.libraries);
    if (typeof fit === 'string') why = fit;
    else fits.push(fit);
  }
  const [smallest] = fits.sort((a, b) => a.base.stored.bytes + a.bytes - (b.base.stored.bytes + b.bytes));
  return smallest ?? why ?? `nothing is known of ${references.join(', ')}`;
}

function fitOn(
  base: BaseProfile,
  image: ImageEvidence,
  native: readonly PathNode[],
  needed: ChosenBase['libraries'],
): ChosenBase | string {
  const { tree } = image;
  const missing: ChosenBase['libraries'][number][] = [];
  for (const library of needed) {
    const has = base.hasLibrary(library.name);
    if (has === null) return `it is not known whether ${base.reference} has ${library.name}`;
    if (!has) missing.push(library);
  }
  const own = missing.find(({ name }) => /^(?:libc\.so\.6|ld-linux)/.test(name));
  if (own !== undefined) return `${base.reference} has no ${own.name}`;
  if (missing.length > maxLibraries) {
    const names = missing.slice(0, 3).map(({ name }) => name);
    return `its programs need ${missing.length} libraries that distroless does not have (${names.join(', ')}…): too many to copy one by one`;
  }
  // Versions of what is copied along come along; those of libraries that the base has must be there.
  const symbols = image.native?.needsOf([...native, ...missing.map(({ file }) => file)]).symbols ?? [];
  for (const { family, version, neededBy } of symbols) {
    const from = familyOf[family];
    if (from === undefined || missing.some(({ name }) => from.test(name))) continue;
    const newest = base.symbols(family);
    if (newest === null || compareVersions(newest, version) < 0) {
      return `${tree.path(neededBy)} needs ${family}_${version}, and ${base.reference} has ${newest ?? 'none that is known'}`;
    }
  }
  return {
    base,
    libraries: missing,
    files: [],
    needs: null,
    variables: [],
    bytes: bytesOfEntries(
      image,
      missing.map(({ file }) => tree.inode(file)),
    ),
  };
}
