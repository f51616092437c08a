import { ElfDamage, type Sections } from './elf-file.ts';
import { type Section, type SectionTable, sectionSymbols, sectionWithoutBytes } from './headers.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { stringAt } from './words.ts';

/** Sections that nothing but a debugger reads (GDB manual, "Separate Debug Files", "MiniDebugInfo"; stabs; DWARF). */
const debugName =
  /^\.(?:z?debug_|debug$|line$|stab|gnu\.debuglto_|gdb_index$|gnu_debugdata$|symtab$|symtab_shndx$|strtab$)/;

const maxDebugSections = 100;
const maxNames = 4 << 20;
const maxCommentBytes = 16_384;
const maxComments = 16;

/** The sections of a file by their names. */
export interface NamedSections {
  readonly sections: readonly Section[];
  /** Names, in the same order; empty for those that were not asked for. */
  readonly names: readonly string[];
}

/**
 * @param isWanted whether a section's name is asked for
 * @throws ElfDamage
 */
export function nameSections(
  kept: KeptBytes,
  { sections, names }: SectionTable,
  isWanted: (section: Section) => boolean,
): NamedSections {
  if (names === 0) return { sections, names: sections.map(() => '') };
  const strings = sections[names];
  if (strings === undefined) throw new ElfDamage('the names of the sections are in a section that it does not have');
  if (strings.bytes > maxNames) throw new ElfDamage(`${strings.bytes} bytes of section names are too many`);
  const bytes = kept.read(strings.offset, strings.bytes, 'the names of the sections');
  // Names that nobody writes are of no interest either.
  const nameOf = (section: Section) => (isWanted(section) ? (stringAt(bytes, section.name, maxSectionName) ?? '') : '');
  return { sections, names: sections.map(nameOf) };
}
/** Objects that are split by function have the names of symbols in theirs. */
const maxSectionName = 256;

export function summarize(kept: KeptBytes, named: NamedSections): Sections {
  const { sections, names } = named;
  const debug = new Map<string, number>();
  let compressedDebugBytes = 0;
  sections.forEach(({ type, loaded, compressed, bytes }, i) => {
    const name = names[i] ?? '';
    if (loaded || type === sectionWithoutBytes || bytes === 0 || !debugName.test(name)) return;
    const place = debug.has(name) || debug.size < maxDebugSections ? name : 'others';
    debug.set(place, (debug.get(place) ?? 0) + bytes);
    if (compressed || name.startsWith('.zdebug_')) compressedDebugBytes += bytes;
  });
  const comment = sectionBytes(kept, named, '.comment', maxCommentBytes);
  const link = sectionBytes(kept, named, '.gnu_debuglink', 4096);
  return {
    count: sections.length,
    stripped: !sections.some(({ type }) => type === sectionSymbols),
    debug: [...debug].map(([name, bytes]) => ({ name, bytes })),
    compressedDebugBytes,
    debugLink: link === null ? null : stringAt(link, 0, link.length),
    comments: comment === null ? [] : commentsIn(comment),
  };
}

function commentsIn(bytes: Buffer): string[] {
  const texts = bytes.toString('utf8').split('\0');
  return [...new Set(texts.filter((text) => text !== ''))].slice(0, maxComments);
}

/** As many bytes of the first section of that name as were kept, at most `limit`; null where there is no such section. */
export function sectionBytes(
  kept: KeptBytes,
  { sections, names }: NamedSections,
  name: string,
  limit: number,
): Buffer | null {
  const section = sections[names.indexOf(name)];
  if (section === undefined || section.type === sectionWithoutBytes) return null;
  return kept.readUpTo(section.offset, Math.min(section.bytes, limit));
}
