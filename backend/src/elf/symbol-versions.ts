import { ElfDamage } from './elf-file.ts';
import type { KeptBytes } from './kept-bytes.ts';
import type { Words } from './words.ts';

/** The layout of GNU symbol versions (LSB core, "Symbol Versioning"): chains of records, told by relative offsets. */
interface Table {
  readonly offset: number;
  readonly count: number;
}

/** glibc itself defines fewer than a hundred. */
const maxVersions = 8192;
/** Of a version definition that names the library itself. */
const flagBase = 1;

const what = 'the table of symbol versions';

/** @throws ElfDamage */
export function readVersionsNeeded(
  kept: KeptBytes,
  table: Table | null,
  { u16, u32 }: Words,
  name: (place: number) => string,
): { library: string; versions: string[] }[] {
  const libraries: { library: string; versions: string[] }[] = [];
  let read = 0;
  for (const at of chain(kept, table, 16, 12, u32)) {
    const record = kept.read(at, 16, what);
    const versions: string[] = [];
    const versionsAt = { offset: at + u32(record, 8), count: u16(record, 2) };
    for (const versionAt of chain(kept, versionsAt, 16, 12, u32)) {
      bounded(++read);
      versions.push(name(u32(kept.read(versionAt, 16, what), 8)));
    }
    libraries.push({ library: name(u32(record, 4)), versions });
  }
  return libraries;
}

/** @throws ElfDamage */
export function readVersionsDefined(
  kept: KeptBytes,
  table: Table | null,
  { u16, u32 }: Words,
  name: (place: number) => string,
): string[] {
  const versions: string[] = [];
  for (const at of chain(kept, table, 20, 16, u32)) {
    const record = kept.read(at, 20, what);
    if ((u16(record, 2) & flagBase) !== 0) continue;
    // Of its names the first is its own; the others are what it inherits.
    versions.push(name(u32(kept.read(at + u32(record, 12), 8, what), 0)));
  }
  return versions;
}

/** Where the records of a chain are. Each goes forward, so that a chain ends. */
function* chain(
  kept: KeptBytes,
  table: Table | null,
  bytes: number,
  nextAt: number,
  u32: Words['u32'],
): Generator<number> {
  let at = table?.offset ?? 0;
  for (let i = 0; i < (table?.count ?? 0); i++) {
    bounded(i);
    yield at;
    const next = u32(kept.read(at, bytes, what), nextAt);
    if (next === 0) return;
    at += next;
  }
}

function bounded(read: number): void {
  if (read > maxVersions) throw new ElfDamage(`there are more than the ${maxVersions} symbol versions that are read`);
}
