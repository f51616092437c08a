/** What an ELF file shall be made of. Addresses are the offsets in the file. */
export interface ElfPlan {
  readonly bits?: 32 | 64;
  readonly bigEndian?: boolean;
  readonly machine?: number;
  /** e_type: 1 object, 2 executable, 3 shared. */
  readonly type?: number;
  readonly interpreter?: string;
  /** Null for a file without dynamic section. */
  readonly dynamic?: PlannedDynamic | null;
  readonly notes?: readonly { readonly name: string; readonly type: number; readonly content: Uint8Array }[];
  /** Code in a segment of its own, before the names and versions. */
  readonly code?: Uint8Array;
  /** The writable segment's bytes, at a multiple of 16. */
  readonly data?: Uint8Array;
  /** The read-only constants. */
  readonly constants?: Uint8Array;
  /** Sections that are not loaded, in order; none at all for a file without section table. */
  readonly sections?: readonly PlannedSection[] | null;
}

export interface PlannedDynamic {
  readonly soname?: string;
  readonly needed?: readonly string[];
  readonly rpath?: string;
  readonly runpath?: string;
  /** DT_FLAGS_1. */
  readonly flags?: number;
  readonly versionsNeeded?: readonly { readonly library: string; readonly versions: readonly string[] }[];
  readonly versionsDefined?: readonly string[];
  /** Names of functions that it asks for. */
  readonly calls?: readonly string[];
}

export interface PlannedSection {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly type?: number;
  readonly flags?: number;
}

const progbits = 1;
const symbols = 2;
const strings = 3;
const pageBytes = 4096;

/** Fields of a width in bytes; `wide` is an address. */
type Field = readonly [width: 2 | 4 | 'wide', value: number];

/** Writes ELF files as linkers do: names and versions first, then constants, data with the dynamic section, sections. */
export function elfFile(plan: ElfPlan): Buffer {
  const { bits = 64, bigEndian = false, machine = 62, type = 3 } = plan;
  const wide = bits === 64 ? 8 : 4;
  const pack = (fields: readonly Field[]): Buffer => {
    const widthOf = (width: Field[0]) => (width === 'wide' ? wide : width);
    const bytes = Buffer.alloc(fields.reduce((sum, [width]) => sum + widthOf(width), 0));
    let at = 0;
    for (const [field, value] of fields) {
      const width = widthOf(field);
      // At most 6 bytes are written at once, and no value here is larger.
      const length = Math.min(width, 6);
      if (bigEndian) bytes.writeUIntBE(value, at + width - length, length);
      else bytes.writeUIntLE(value, at, length);
      at += width;
    }
    return bytes;
  };

  const table = new Strings();
  const pieces: Buffer[] = [];
  let end = 0;
  const place = (bytes: Uint8Array, alignment = 16): { offset: number; bytes: number } => {
    const offset = Math.ceil(end / alignment) * alignment;
    pieces.push(Buffer.alloc(offset - end), Buffer.from(bytes));
    end = offset + bytes.length;
    return { offset, bytes: bytes.length };
  };

  const headerBytes = 40 + 3 * wide;
  const segmentBytes = bits === 64 ? 56 : 32;
  const segments: { type: number; flags: number; offset: number; bytes: number }[] = [];
  const head = place(Buffer.alloc(headerBytes + 8 * segmentBytes));
  if (plan.interpreter !== undefined) {
    const { offset, bytes } = place(Buffer.from(`${plan.interpreter}\0`));
    segments.push({ type: 3, flags: 4, offset, bytes });
  }
  const notes = (plan.notes ?? []).map(({ name, type: noteType, content }) => {
    const padding = (length: number) => Buffer.alloc((4 - (length % 4)) % 4);
    const lengths = pack([
      [4, name.length + 1],
      [4, content.length],
      [4, noteType],
    ]);
    const named = Buffer.from(`${name}\0`);
    return Buffer.concat([lengths, named, padding(named.length), content, padding(content.length)]);
  });
  if (notes.length > 0) {
    const { offset, bytes } = place(Buffer.concat(notes));
    segments.push({ type: 4, flags: 4, offset, bytes });
  }
  let readAt = 0;
  if (plan.code !== undefined) {
    place(plan.code);
    segments.push({ type: 1, flags: 5, offset: 0, bytes: end });
    readAt = place(Buffer.alloc(0), pageBytes).offset;
  }
  const tags: [number, number][] = [];
  const dynamic = plan.dynamic ?? null;
  if (dynamic !== null) {
    for (const name of dynamic.needed ?? []) tags.push([1, table.add(name)]);
    for (const name of dynamic.calls ?? []) table.add(name);
    if (dynamic.soname !== undefined) tags.push([14, table.add(dynamic.soname)]);
    if (dynamic.rpath !== undefined) tags.push([15, table.add(dynamic.rpath)]);
    if (dynamic.runpath !== undefined) tags.push([29, table.add(dynamic.runpath)]);
    if (dynamic.flags !== undefined) tags.push([0x6ffffffb, dynamic.flags]);
    const needed = (dynamic.versionsNeeded ?? []).map(({ library, versions }, i, { length }) =>
      Buffer.concat([
        pack([
          [2, 1],
          [2, versions.length],
          [4, table.add(library)],
          [4, 16],
          [4, i + 1 < length ? 16 * (versions.length + 1) : 0],
        ]),
        ...versions.map((version, j) =>
          pack([
            [4, 0],
            [2, 0],
            [2, 2],
            [4, table.add(version)],
            [4, j + 1 < versions.length ? 16 : 0],
          ]),
        ),
      ]),
    );
    if (needed.length > 0) tags.push([0x6ffffffe, place(Buffer.concat(needed)).offset], [0x6fffffff, needed.length]);
    const names = [dynamic.soname ?? 'base', ...(dynamic.versionsDefined ?? [])];
    const defined = names.map((name, i) =>
      pack([
        ...([
          [2, 1],
          [2, i === 0 ? 1 : 0],
          [2, i + 1],
          [2, 1],
          [4, 0],
          [4, 20],
          [4, i + 1 < names.length ? 28 : 0],
        ] as const),
        ...([
          [4, table.add(name)],
          [4, 0],
        ] as const),
      ]),
    );
    if (names.length > 1) tags.push([0x6ffffffc, place(Buffer.concat(defined)).offset], [0x6ffffffd, names.length]);
    const dynstr = place(table.bytes());
    tags.push([5, dynstr.offset], [10, dynstr.bytes], [0, 0]);
  }
  segments.push({ type: 1, flags: 4, offset: readAt, bytes: end - readAt });
  if (plan.constants !== undefined) {
    const { offset, bytes } = place(plan.constants, pageBytes);
    segments.push({ type: 1, flags: 4, offset, bytes });
  }
  if (plan.data !== undefined || dynamic !== null) {
    const data = place(plan.data ?? Buffer.alloc(0), pageBytes);
    if (dynamic !== null) {
      const { offset, bytes } = place(
        pack(
          tags.flatMap(([tag, value]): Field[] => [
            ['wide', tag],
            ['wide', value],
          ]),
        ),
      );
      segments.push({ type: 2, flags: 6, offset, bytes });
    }
    segments.push({ type: 1, flags: 6, offset: data.offset, bytes: end - data.offset });
  }

  let sectionsAt = 0;
  let sectionCount = 0;
  const sectionBytes = bits === 64 ? 64 : 40;
  if (plan.sections !== null && plan.sections !== undefined) {
    const names = new Strings();
    const section = (
      name: string,
      sectionType: number,
      flags: number,
      at: { offset: number; bytes: number },
    ): Field[] => [
      [4, names.add(name)],
      [4, sectionType],
      ['wide', flags],
      ['wide', 0],
      ['wide', at.offset],
      ['wide', at.bytes],
      [4, 0],
      [4, 0],
      ['wide', 1],
      ['wide', 0],
    ];
    const headers = [section('', 0, 0, { offset: 0, bytes: 0 })];
    for (const { name, bytes, type: sectionType, flags = 0 } of plan.sections) {
      const own = sectionType ?? (name === '.symtab' ? symbols : name === '.strtab' ? strings : progbits);
      headers.push(section(name, own, flags, place(bytes, 1)));
    }
    names.add('.shstrtab');
    headers.push(section('.shstrtab', strings, 0, place(names.bytes(), 1)));
    sectionsAt = place(pack(headers.flat()), 8).offset;
    sectionCount = headers.length;
  }

  const bytes = Buffer.concat(pieces);
  const programHeaders = segments.map(({ type: kind, flags, offset, bytes: length }) =>
    bits === 64
      ? pack([
          [4, kind],
          [4, flags],
          ['wide', offset],
          ['wide', offset],
          ['wide', offset],
          ['wide', length],
          ['wide', length],
          ['wide', 8],
        ])
      : pack([
          [4, kind],
          ['wide', offset],
          ['wide', offset],
          ['wide', offset],
          ['wide', length],
          ['wide', length],
          [4, flags],
          ['wide', 4],
        ]),
  );
  const ident = Buffer.from([0x7f, 0x45, 0x4c, 0x46, bits / 32, bigEndian ? 2 : 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const header = pack([
    [2, type],
    [2, machine],
    [4, 1],
    ['wide', 0],
    ['wide', type === 1 ? 0 : headerBytes],
    ['wide', sectionsAt],
    [4, 0],
    [2, headerBytes],
    [2, segmentBytes],
    [2, type === 1 ? 0 : segments.length],
    [2, sectionBytes],
    [2, sectionCount],
    [2, Math.max(sectionCount - 1, 0)],
  ]);
  Buffer.concat([ident, header, ...programHeaders]).copy(bytes, head.offset);
  return bytes;
}

/** Names one after the other, as ELF keeps them. */
class Strings {
  readonly #places = new Map<string, number>([['', 0]]);
  #text = '\0';

  add(text: string): number {
    const place = this.#places.get(text) ?? Buffer.byteLength(this.#text);
    if (!this.#places.has(text)) this.#text += `${text}\0`;
    this.#places.set(text, place);
    return place;
  }

  bytes(): Buffer {
    return Buffer.from(this.#text);
  }
}
