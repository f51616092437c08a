import { readDynamic } from './dynamic.ts';
import {
  type Dynamic,
  ElfDamage,
  type ElfFile,
  type ElfKind,
  type GoBuild,
  knownOr,
  knownPart,
  type Part,
  partOf,
} from './elf-file.ts';
import { type GoHead, readGoBuild } from './go-build.ts';
import {
  type ElfHeader,
  readSectionTable,
  readSegments,
  type Segment,
  sectionNote,
  sectionWithoutBytes,
  segmentDynamic,
  segmentInterpreter,
  typeCore,
  typeExecutable,
  typeObject,
  typeShared,
} from './headers.ts';
import { headBytes, notesOf } from './keep-plan.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { machineName } from './machines.ts';
import { readNotes } from './notes.ts';
import { maxAuditBytes, type RustHints, rustBuild } from './rust-build.ts';
import { type NamedSections, nameSections, sectionBytes, summarize } from './sections.ts';
import { stringAt } from './words.ts';

/** What was met in the bytes that are not kept. */
export interface Passed {
  readonly goHeads: readonly GoHead[];
  readonly rust: RustHints;
  readonly names: ElfFile['names'];
}

/** Reads a file of which all that can be had has been kept. */
export function readElf(kept: KeptBytes, header: ElfHeader, passed: Passed): ElfFile {
  const { words, machine } = header;
  const segmentsPart = partOf(() => readSegments(kept, header));
  const segments = knownOr(segmentsPart, []);
  const named = partOf(() => namedSections(kept, header));
  const sections = knownOr(named, null);
  const debugOnly = sections !== null && isDebugInformation(sections);
  const fromSegments = <T>(read: () => T): Part<T> => (segmentsPart.state === 'unknown' ? segmentsPart : partOf(read));
  const dynamic = fromSegments(() => (debugOnly ? null : dynamicOf(kept, segments, header)));
  const interpreter = fromSegments(() => (debugOnly ? null : interpreterOf(kept, segments)));
  const noteSections = sections?.sections.filter(({ type }) => type === sectionNote) ?? [];
  const { buildId, go: goNote, mayLoad } = readNotes(kept, [...notesOf(segments), ...noteSections], words);
  const summary: ElfFile['sections'] =
    named.state === 'unknown' ? named : knownPart(sections === null ? null : summarize(kept, sections));
  const audit = sections === null ? null : sectionBytes(kept, sections, '.dep-v0', maxAuditBytes);
  return {
    bits: words.bits,
    bigEndian: words.bigEndian,
    machine: machineName(machine, words.bits, words.bigEndian),
    kind: debugOnly
      ? 'debug-information'
      : kindOf(header, knownOr(dynamic, null), knownOr(interpreter, null), sections),
    interpreter,
    dynamic,
    buildId,
    mayLoad,
    sections: summary,
    go: goOf(kept, passed.goHeads, segments, goNote && !debugOnly),
    rust: rustBuild(knownOr(summary, null)?.comments ?? [], audit, passed.rust),
    names: passed.names,
    packer: sections === null && kept.readUpTo(0, headBytes).includes('UPX!') ? 'upx' : null,
  };
}

function namedSections(kept: KeptBytes, header: ElfHeader): NamedSections | null {
  const table = readSectionTable(kept, header);
  if (table === null) return null;
  return nameSections(kept, table, ({ loaded }) => !loaded || header.type === typeObject);
}

/** Its program headers are those of the file that it was split from: what they speak of is not in it. */
function isDebugInformation({ sections, names }: NamedSections): boolean {
  let isLoaded = false;
  for (const { loaded, type } of sections) {
    if (!loaded || type === sectionNote) continue;
    if (type !== sectionWithoutBytes) return false;
    isLoaded = true;
  }
  return isLoaded && names.some((name) => /^\.(?:z?debug_|symtab$)/.test(name));
}

function dynamicOf(kept: KeptBytes, segments: readonly Segment[], { words }: ElfHeader): Dynamic | null {
  const dynamic = segments.find(({ type }) => type === segmentDynamic);
  return dynamic === undefined ? null : readDynamic(kept, dynamic, segments, words);
}

function interpreterOf(kept: KeptBytes, segments: readonly Segment[]): string | null {
  const segment = segments.find(({ type }) => type === segmentInterpreter);
  if (segment === undefined) return null;
  if (segment.fileBytes > headBytes) throw new ElfDamage('the path of the loader is longer than a path can be');
  const bytes = kept.read(segment.offset, segment.fileBytes, 'the path of the loader');
  return stringAt(bytes, 0, bytes.length) ?? bytes.toString('utf8');
}

function kindOf(
  { type }: ElfHeader,
  dynamic: Dynamic | null,
  interpreter: string | null,
  sections: NamedSections | null,
): ElfKind {
  switch (type) {
    case typeObject:
      return sections?.names.includes('.gnu.linkonce.this_module') ? 'kernel-module' : 'object';
    case typeExecutable:
      return 'executable';
    case typeShared:
      // Linkers before DF_1_PIE say so only by a loader, which the C library names too; but that has a name of its own.
      return dynamic?.pie || (interpreter !== null && dynamic?.soname == null)
        ? 'position-independent-executable'
        : 'shared-library';
    case typeCore:
      return 'core-dump';
    default:
      return 'other';
  }
}

function goOf(
  kept: KeptBytes,
  heads: readonly GoHead[],
  segments: readonly Segment[],
  note: boolean,
): Part<GoBuild> | null {
  const builds = heads.map((head) => partOf(() => readGoBuild(kept, head, segments)));
  const build = builds.find(({ state }) => state === 'known') ?? builds[0];
  if (build !== undefined) return build;
  return note ? { state: 'unknown', why: "Go's linker made it, but it has no build information" } : null;
}
