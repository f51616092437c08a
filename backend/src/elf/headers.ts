import { ElfDamage } from './elf-file.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { type Words, wordsOf } from './words.ts';

/** The layout of System V gABI, chapters 4 and 5. */
export interface ElfHeader {
  readonly words: Words;
  readonly type: number;
  readonly machine: number;
  readonly entry: number;
  readonly segmentsAt: number;
  readonly segmentBytes: number;
  readonly segmentCount: number;
  readonly sectionsAt: number;
  readonly sectionBytes: number;
  readonly sectionCount: number;
  readonly sectionNames: number;
}

export const typeObject = 1;
export const typeExecutable = 2;
export const typeShared = 3;
export const typeCore = 4;

/** Where the count does not fit: it is then in the first section (gABI, e_phnum, e_shnum, e_shstrndx). */
const countElsewhere = 0xffff;

export function readHeader(kept: KeptBytes): ElfHeader {
  const ident = kept.read(0, 16, 'the ELF header');
  if (ident.toString('latin1', 0, 4) !== '\x7fELF') throw new ElfDamage('it does not start as an ELF file');
  const [bits, order] = [ident[4], ident[5]];
  if (bits !== 1 && bits !== 2) throw new ElfDamage(`class ${bits} is neither 32 nor 64 bits`);
  if (order !== 1 && order !== 2) throw new ElfDamage(`data encoding ${order} is neither byte order`);
  const words = wordsOf(bits === 2 ? 64 : 32, order === 2);
  const { wide, u16, address } = words;
  const bytes = kept.read(0, 40 + 3 * wide, 'the ELF header');
  const counts = 28 + 3 * wide;
  return {
    words,
    type: u16(bytes, 16),
    machine: u16(bytes, 18),
    entry: address(bytes, 24),
    segmentsAt: address(bytes, 24 + wide),
    sectionsAt: address(bytes, 24 + 2 * wide),
    segmentBytes: u16(bytes, counts + 2),
    segmentCount: u16(bytes, counts + 4),
    sectionBytes: u16(bytes, counts + 6),
    sectionCount: u16(bytes, counts + 8),
    sectionNames: u16(bytes, counts + 10),
  };
}

export interface Segment {
  readonly type: number;
  readonly writable: boolean;
  readonly executable: boolean;
  readonly offset: number;
  readonly address: number;
  readonly fileBytes: number;
}

export const segmentLoad = 1;
export const segmentDynamic = 2;
export const segmentInterpreter = 3;
export const segmentNote = 4;

/** No linker writes more than a few dozen; core dumps have one for each mapping. */
const maxSegments = 4096;

/** In the order of the file. */
export function readSegments(kept: KeptBytes, header: ElfHeader): Segment[] {
  const { words, segmentsAt, segmentBytes, segmentCount } = header;
  if (segmentCount === 0 || segmentsAt === 0) return [];
  const least = words.bits === 64 ? 56 : 32;
  if (segmentBytes < least) throw new ElfDamage(`program headers of ${segmentBytes} bytes are too short`);
  if (segmentCount > maxSegments) {
    throw new ElfDamage(`${segmentCount} program headers are more than the ${maxSegments} that are read`);
  }
  const bytes = kept.read(segmentsAt, segmentBytes * segmentCount, 'the program headers');
  const { u32, address, bits } = words;
  return Array.from({ length: segmentCount }, (_, i) => {
    const at = i * segmentBytes;
    const flags = u32(bytes, at + (bits === 64 ? 4 : 24));
    return {
      type: u32(bytes, at),
      executable: (flags & 1) !== 0,
      writable: (flags & 2) !== 0,
      offset: address(bytes, at + (bits === 64 ? 8 : 4)),
      address: address(bytes, at + (bits === 64 ? 16 : 8)),
      fileBytes: address(bytes, at + (bits === 64 ? 32 : 16)),
    };
  });
}

/** Where the bytes of an address are in the file. @throws ElfDamage where it has none */
export function offsetOf(segments: readonly Segment[], address: number, what: string): number {
  const offset = fileOffset(segments, address);
  if (offset === null) throw new ElfDamage(`${what} has an address that is in no part of the file`);
  return offset;
}

/** @returns null for what is zero until the program writes it, and for addresses that are none */
export function fileOffset(segments: readonly Segment[], address: number): number | null {
  for (const { type, address: start, offset, fileBytes } of segments) {
    if (type === segmentLoad && address >= start && address < start + fileBytes) return offset + (address - start);
  }
  return null;
}

export interface Section {
  /** Place of its name in the names. */
  readonly name: number;
  readonly type: number;
  readonly loaded: boolean;
  /** SHF_COMPRESSED: by zlib or zstd. */
  readonly compressed: boolean;
  readonly address: number;
  readonly offset: number;
  readonly bytes: number;
  readonly link: number;
}

export const sectionSymbols = 2;
export const sectionDynamic = 6;
export const sectionNote = 7;
export const sectionWithoutBytes = 8;
export const sectionVersionsDefined = 0x6ffffffd;
export const sectionVersionsNeeded = 0x6ffffffe;

/** Objects that compilers split by function have tens of thousands. */
export const maxSections = 65_536;

export interface SectionTable {
  readonly sections: readonly Section[];
  /** Place of the section that has the names. */
  readonly names: number;
}

/** @returns null where the file has none */
export function readSectionTable(kept: KeptBytes, header: ElfHeader): SectionTable | null {
  const { words, sectionsAt, sectionBytes } = header;
  if (sectionsAt === 0) return null;
  if (sectionBytes < (words.bits === 64 ? 64 : 40)) {
    throw new ElfDamage(`section headers of ${sectionBytes} bytes are too short`);
  }
  const first = sectionAt(kept.read(sectionsAt, sectionBytes, 'the section table'), 0, words);
  const count = header.sectionCount === 0 ? first.bytes : header.sectionCount;
  if (count > maxSections) throw new ElfDamage(`${count} sections are more than the ${maxSections} that are read`);
  const bytes = kept.read(sectionsAt, count * sectionBytes, 'the section table');
  const sections = Array.from({ length: count }, (_, i) => sectionAt(bytes, i * sectionBytes, words));
  return { sections, names: header.sectionNames === countElsewhere ? first.link : header.sectionNames };
}

function sectionAt(bytes: Buffer, at: number, { u32, address, bits, wide }: Words): Section {
  const flags = address(bytes, at + 8);
  const place = at + 8 + wide;
  return {
    name: u32(bytes, at),
    type: u32(bytes, at + 4),
    loaded: flags % 4 >= 2,
    compressed: Math.floor(flags / 0x800) % 2 === 1,
    address: address(bytes, place),
    offset: address(bytes, place + wide),
    bytes: address(bytes, place + 2 * wide),
    link: u32(bytes, at + (bits === 64 ? 40 : 24)),
  };
}
