import { type Dynamic, ElfDamage, knownPart, partOf } from './elf-file.ts';
import { offsetOf, type Segment } from './headers.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { knownCalls } from './known-names.ts';
import { VersionTable } from './symbol-versions.ts';
import { stringAt, type Words } from './words.ts';

/** Tags of the dynamic section (gABI, chapter 5; the GNU ones from the LSB and glibc's elf.h). */
const tagEnd = 0;
const tagNeeded = 1;
const tagStrings = 5;
const tagStringBytes = 10;
const tagSoname = 14;
const tagRpath = 15;
const tagRunpath = 29;
const tagFlags1 = 0x6ffffffb;
const tagVersionsDefined = 0x6ffffffc;
const tagVersionsDefinedCount = 0x6ffffffd;
const tagVersionsNeeded = 0x6ffffffe;
const tagVersionsNeededCount = 0x6fffffff;

const flagNoDefaultFolders = 0x800;
const flagPie = 0x0800_0000;

/** Linkers write a few dozen entries. */
export const maxDynamicBytes = 1 << 20;
const maxNeeded = 4096;
/** As Linux bounds paths; search paths are a few of them. */
const maxName = 4096;
const maxSearchPath = 65_536;
const maxVersionName = 256;
const maxStrings = 8 << 20;

/** What stands in the dynamic section, nothing looked up yet. */
export interface DynamicTags {
  readonly needed: readonly number[];
  readonly first: ReadonlyMap<number, number>;
}

/** Where the tables that the dynamic section names are in the file. */
export interface DynamicTables {
  readonly strings: { readonly offset: number; readonly bytes: number };
  readonly versionsNeeded: { readonly offset: number; readonly count: number } | null;
  readonly versionsDefined: { readonly offset: number; readonly count: number } | null;
}

/** @throws ElfDamage */
export function readDynamicTags(kept: KeptBytes, dynamic: Segment, words: Words): DynamicTags {
  if (dynamic.fileBytes > maxDynamicBytes) {
    throw new ElfDamage(
      `the dynamic section has ${dynamic.fileBytes} bytes, more than the ${maxDynamicBytes} that are read`,
    );
  }
  const bytes = kept.read(dynamic.offset, dynamic.fileBytes, 'the dynamic section');
  const needed: number[] = [];
  const first = new Map<number, number>();
  for (let at = 0; at + 2 * words.wide <= bytes.length; at += 2 * words.wide) {
    const tag = words.address(bytes, at);
    if (tag === tagEnd) break;
    const value = words.address(bytes, at + words.wide);
    if (tag === tagNeeded) needed.push(value);
    else if (!first.has(tag)) first.set(tag, value);
  }
  return { needed, first };
}

/** @throws ElfDamage */
export function dynamicTables({ first }: DynamicTags, segments: readonly Segment[]): DynamicTables {
  const strings = first.get(tagStrings);
  if (strings === undefined) throw new ElfDamage('the dynamic section names no table of strings');
  const table = (tag: number, countTag: number) => {
    const address = first.get(tag);
    if (address === undefined) return null;
    return { offset: offsetOf(segments, address, 'a version table'), count: first.get(countTag) ?? 0 };
  };
  return {
    strings: {
      offset: offsetOf(segments, strings, 'the table of strings'),
      bytes: first.get(tagStringBytes) ?? Number.POSITIVE_INFINITY,
    },
    versionsNeeded: table(tagVersionsNeeded, tagVersionsNeededCount),
    versionsDefined: table(tagVersionsDefined, tagVersionsDefinedCount),
  };
}

/** @throws ElfDamage */
export function readDynamic(kept: KeptBytes, dynamic: Segment, segments: readonly Segment[], words: Words): Dynamic {
  const tags = readDynamicTags(kept, dynamic, words);
  const { needed, first } = tags;
  if (needed.length > maxNeeded) {
    throw new ElfDamage(`it needs ${needed.length} libraries, more than the ${maxNeeded} that are read`);
  }
  const flags = first.get(tagFlags1) ?? 0;
  const named = [tagSoname, tagRpath, tagRunpath].some((tag) => first.has(tag)) || needed.length > 0;
  const tables = named || first.has(tagStrings) ? dynamicTables(tags, segments) : null;
  const strings = tables?.strings ?? { offset: 0, bytes: 0 };
  const keptStrings = kept.readUpTo(strings.offset, Math.min(strings.bytes, maxStrings));
  const text = (place: number, limit: number) => {
    if (place >= strings.bytes) throw new ElfDamage('a name lies beyond the table of strings');
    const found = place < keptStrings.length ? stringAt(keptStrings, place, limit) : null;
    if (found !== null) return found;
    const isCut = place + limit > keptStrings.length;
    throw new ElfDamage(
      isCut ? "a name lies where the file's bytes were not kept" : `a name is longer than ${limit} bytes`,
    );
  };
  const textOf = (tag: number, limit: number) => {
    const place = first.get(tag);
    return place === undefined ? null : text(place, limit);
  };
  const version = (place: number) => text(place, maxVersionName);
  const versions = ({ offset, count }: { offset: number; count: number }) =>
    new VersionTable(kept.readUpTo(offset, maxDynamicBytes), count, words, version);
  const { versionsNeeded = null, versionsDefined = null } = tables ?? {};
  return {
    soname: textOf(tagSoname, maxName),
    needed: needed.map((place) => text(place, maxName)),
    rpath: textOf(tagRpath, maxSearchPath),
    runpath: textOf(tagRunpath, maxSearchPath),
    pie: hasFlag(flags, flagPie),
    noDefaultFolders: hasFlag(flags, flagNoDefaultFolders),
    calls: partOf(() => {
      const whole = Math.min(strings.bytes, maxStrings);
      if (keptStrings.length < whole && Number.isFinite(strings.bytes)) {
        throw new ElfDamage("names lie where the file's bytes were not kept");
      }
      return knownCalls(keptStrings);
    }),
    versionsNeeded: versionsNeeded === null ? knownPart([]) : partOf(() => versions(versionsNeeded).needed()),
    versionsDefined: versionsDefined === null ? knownPart([]) : partOf(() => versions(versionsDefined).defined()),
  };
}

/** Flags come as addresses, which may be too large for bit operations. */
function hasFlag(flags: number, flag: number): boolean {
  return Math.floor(flags / flag) % 2 === 1;
}
