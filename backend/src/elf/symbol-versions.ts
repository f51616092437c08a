import { ElfDamage } from './elf-file.ts';
import type { Words } from './words.ts';

/** Of a version definition that names the library itself. */
const flagBase = 1;
/** glibc itself defines fewer than a hundred. */
const maxVersions = 8192;

/** The layout of GNU symbol versions (LSB core, "Symbol Versioning"): chains of records, told by relative offsets. */
export class VersionTable {
  readonly #bytes: Buffer;
  readonly #count: number;
  readonly #words: Words;
  readonly #name: (place: number) => string;
  #read = 0;

  /**
   * @param bytes the table from its start on, as much of it as was kept
   * @param count records of its outer chain
   * @param name the string at a place of the table of strings
   */
  constructor(bytes: Buffer, count: number, words: Words, name: (place: number) => string) {
    this.#bytes = bytes;
    this.#count = count;
    this.#words = words;
    this.#name = name;
  }

  /** @throws ElfDamage */
  needed(): { library: string; versions: string[] }[] {
    return this.#chain(0, this.#count, 16, 12).map((at) => {
      const versionsAt = at + this.#u32(at + 8);
      const versions = this.#chain(versionsAt, this.#u16(at + 2), 16, 12).map((one) => this.#name(this.#u32(one + 8)));
      return { library: this.#name(this.#u32(at + 4)), versions };
    });
  }

  /** @throws ElfDamage */
  defined(): string[] {
    const own = this.#chain(0, this.#count, 20, 16).filter((at) => (this.#u16(at + 2) & flagBase) === 0);
    // Of its names the first is its own; the others are what it inherits.
    return own.map((at) => this.#name(this.#u32(at + this.#u32(at + 12))));
  }

  /** Where the records of a chain are. Each goes forward, so that a chain ends. */
  #chain(first: number, count: number, bytes: number, nextAt: number): number[] {
    const records: number[] = [];
    let at = first;
    for (let i = 0; i < count; i++) {
      if (++this.#read > maxVersions) {
        throw new ElfDamage(`there are more than the ${maxVersions} symbol versions that are read`);
      }
      this.#check(at, bytes);
      records.push(at);
      const next = this.#u32(at + nextAt);
      if (next === 0) break;
      at += next;
    }
    return records;
  }

  #u16(at: number): number {
    this.#check(at, 2);
    return this.#words.u16(this.#bytes, at);
  }

  #u32(at: number): number {
    this.#check(at, 4);
    return this.#words.u32(this.#bytes, at);
  }

  #check(at: number, length: number): void {
    if (at + length > this.#bytes.length) {
      throw new ElfDamage("the table of symbol versions goes on where the file's bytes were not kept");
    }
  }
}
