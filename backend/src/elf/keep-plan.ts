import { dynamicTables, maxDynamicBytes, readDynamicTags } from './dynamic.ts';
import { knownOr, partOf } from './elf-file.ts';
import {
  type ElfHeader,
  maxSections,
  readSectionTable,
  readSegments,
  type Segment,
  sectionDynamic,
  sectionNote,
  sectionVersionsDefined,
  sectionVersionsNeeded,
  segmentDynamic,
  segmentInterpreter,
  segmentLoad,
  segmentNote,
  typeObject,
} from './headers.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { maxNoteBytes, readNotes } from './notes.ts';
import { maxAuditBytes } from './rust-build.ts';

/** Nearly all files have their headers in it: linkers write them first, and Go's reserves as much. */
export const headBytes = 4096;
/** Of this size a file is kept whole. */
const smallFile = 64 << 10;
/** A file whose headers are elsewhere is kept whole up to this. */
const oddFile = 8 << 20;
export const keptBudget = 32 << 20;

/** The symbols of node, that exports V8's, have 3.4 MB. */
const maxTables = 8 << 20;
/** Bytes before the section table: the names of sections and what linkers put behind them. */
const maxTail = 4 << 20;
/** Writable segments up to this are kept whole. */
const smallLoad = 512 << 10;
const maxGap = 256 << 10;
const maxLoads = 32;
const maxGoStrings = 8 << 20;
const maxGoData = 4 << 20;
const maxInterpreter = 4096;

/** What is known of a file once its first bytes have passed. */
export interface Plan {
  readonly segments: readonly Segment[];
  readonly go: boolean;
  /** Where the dynamic section is over: what it names may be kept then; null where there is none to come. */
  readonly dynamicEnd: number | null;
  /** Ranges that no segment loads and that are not kept: the names of sections may be there. */
  readonly unkept: readonly { readonly start: number; readonly end: number }[];
}

/**
 * Asks for the ranges that are worth reading. Wherever linkers put things differently, a part becomes unknown:
 * what is not asked for cannot be had back.
 */
export function planKept(kept: KeptBytes, header: ElfHeader): Plan {
  const { segmentsAt, segmentBytes, segmentCount } = header;
  kept.keep(segmentsAt, segmentsAt + segmentBytes * segmentCount);
  // Tools that put the headers behind the file leave those in place that the linker wrote: they tell what to keep.
  const linked = header.words.bits === 64 ? 64 : 52;
  const place = segmentsAt + segmentBytes * segmentCount <= kept.position ? segmentsAt : linked;
  const segments = knownOr(
    partOf(() => readSegments(kept, { ...header, segmentsAt: place })),
    null,
  );
  if (kept.size <= smallFile || (segments === null && kept.size <= oddFile)) kept.keep(0, kept.size);
  const loads = (segments ?? []).filter(({ type, fileBytes }) => type === segmentLoad && fileBytes > 0);
  const loadsEnd = Math.max(headBytes, ...loads.map(({ offset, fileBytes }) => offset + fileBytes));
  for (const { type, offset, fileBytes } of segments ?? []) {
    if (type === segmentInterpreter) kept.keep(offset, offset + Math.min(fileBytes, maxInterpreter));
    if (type === segmentDynamic) kept.keep(offset, offset + Math.min(fileBytes, maxDynamicBytes));
    if (type === segmentNote) kept.keep(offset, offset + Math.min(fileBytes, maxNoteBytes));
  }
  const { go } = readNotes(kept, notesOf(segments ?? []), header.words);
  const dynamic = segments?.find(({ type }) => type === segmentDynamic);
  keepTables(kept, header, loads, dynamic?.offset ?? 0);
  if (go) keepGoStrings(kept, loads);
  const unloaded = header.type === typeObject ? headBytes : loadsEnd;
  keepSections(kept, header, unloaded);
  const dynamicEnd = dynamic === undefined ? null : dynamic.offset + dynamic.fileBytes;
  return {
    segments: segments ?? [],
    go,
    dynamicEnd: dynamicEnd !== null && dynamicEnd > kept.position && dynamicEnd <= kept.size ? dynamicEnd : null,
    unkept: [...gapsOf(loads).map(inside), { start: unloaded, end: header.sectionsAt - maxTail }].filter(
      ({ start, end }) => end > start,
    ),
  };
}

/** Once the dynamic section has passed: the tables that it names and that are still to come. */
export function planDynamic(kept: KeptBytes, segments: readonly Segment[], header: ElfHeader): void {
  const dynamic = segments.find(({ type }) => type === segmentDynamic);
  if (dynamic === undefined) return;
  const tables = partOf(() => dynamicTables(readDynamicTags(kept, dynamic, header.words), segments));
  if (tables.state === 'unknown') return;
  const { strings, versionsNeeded, versionsDefined } = tables.value;
  kept.keep(strings.offset, strings.offset + Math.min(strings.bytes, maxTables));
  for (const table of [versionsNeeded, versionsDefined]) {
    if (table !== null) kept.keep(table.offset, table.offset + maxDynamicBytes);
  }
}

/** Notes by their places in the file. */
export function notesOf(segments: readonly Segment[]): { offset: number; bytes: number }[] {
  return segments
    .filter(({ type }) => type === segmentNote)
    .map(({ offset, fileBytes }) => ({ offset, bytes: fileBytes }));
}

/**
 * Linkers put the names and versions of symbols first, before the code where it is in the same segment; GNU's with
 * `--rosegment` puts the code first, and them at the start of what is only read. Tools that change them later (patchelf) put them into writable segments of their own, and leave gaps between those.
 */
function keepTables(kept: KeptBytes, { entry }: ElfHeader, loads: readonly Segment[], dynamicAt: number): void {
  const [first] = loads;
  if (first === undefined) return;
  const { offset, address, fileBytes, executable } = first;
  const code = executable && entry > address && entry < address + fileBytes ? entry - address : fileBytes;
  kept.keep(offset, offset + Math.min(code, maxTables));
  const onlyRead = executable ? loads.find((one) => !one.executable && !one.writable) : undefined;
  if (onlyRead !== undefined) kept.keep(onlyRead.offset, onlyRead.offset + Math.min(onlyRead.fileBytes, maxTables));
  for (const { start, end } of gapsOf(loads)) {
    kept.keep(start, Math.min(start + maxGap, end));
    kept.keep(Math.max(start, end - maxGap), end);
  }
  for (const load of loads.slice(0, maxLoads).filter(({ writable }) => writable)) {
    const end = load.offset + load.fileBytes;
    if (load.fileBytes <= smallLoad) kept.keep(load.offset, end);
    if (dynamicAt > load.offset && dynamicAt < end) kept.keep(Math.max(load.offset, dynamicAt - maxTail), dynamicAt);
  }
}

/** What is not kept of a gap. */
function inside({ start, end }: { start: number; end: number }): { start: number; end: number } {
  return { start: start + maxGap, end: end - maxGap };
}

/** What is between segments in the file. */
function gapsOf(loads: readonly Segment[]): { start: number; end: number }[] {
  let end = 0;
  return loads.slice(0, maxLoads).flatMap(({ offset, fileBytes }) => {
    const gap = { start: end, end: offset };
    end = Math.max(end, offset + fileBytes);
    return gap.end > gap.start ? [gap] : [];
  });
}

/** Go before 1.18 has its version and modules among the constants, and points there from the data. */
function keepGoStrings(kept: KeptBytes, loads: readonly Segment[]): void {
  for (const { offset, fileBytes, writable, executable } of loads) {
    if (!executable) kept.keep(offset, offset + Math.min(fileBytes, writable ? maxGoData : maxGoStrings));
  }
}

function keepSections(kept: KeptBytes, header: ElfHeader, loadsEnd: number): void {
  const { sectionsAt, sectionBytes, sectionCount } = header;
  if (sectionsAt === 0) return;
  const count = sectionCount === 0 ? maxSections : sectionCount;
  kept.keep(sectionsAt, sectionsAt + count * sectionBytes);
  kept.keep(loadsEnd, loadsEnd + maxAuditBytes);
  kept.keep(Math.max(loadsEnd, sectionsAt - maxTail), sectionsAt);
  // Go's linker writes the table first, so that all of it is known already; its names are not.
  if (sectionsAt + count * sectionBytes > kept.position) return;
  const table = knownOr(
    partOf(() => readSectionTable(kept, header)),
    null,
  );
  const sections = table?.sections ?? [];
  const names = sections[table?.names ?? 0];
  if (names !== undefined) kept.keep(names.offset, names.offset + Math.min(names.bytes, maxTail));
  for (const { type, offset, bytes, link } of sections) {
    if (type === sectionNote) kept.keep(offset, offset + Math.min(bytes, maxNoteBytes));
    if (type !== sectionDynamic && type !== sectionVersionsNeeded && type !== sectionVersionsDefined) continue;
    kept.keep(offset, offset + Math.min(bytes, maxDynamicBytes));
    const strings = sections[link];
    if (strings !== undefined) kept.keep(strings.offset, strings.offset + Math.min(strings.bytes, maxTables));
  }
}
