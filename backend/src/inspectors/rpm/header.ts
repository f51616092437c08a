/** Numbers of the entries that are read (rpm's lib/rpmtag.h). */
export const tag = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  architecture: 1022,
  oldFileNames: 1027,
  fileStates: 1029,
  fileModes: 1030,
  fileFlags: 1037,
  provides: 1047,
  requireFlags: 1048,
  requires: 1049,
  directoryIndexes: 1116,
  baseNames: 1117,
  directoryNames: 1118,
} as const;

const introLength = 8;
const entryLength = 16;
/** As rpm itself has it. */
const maxEntries = 0xffff;

const numberTypes = new Map<number, 1 | 2 | 4>([
  [1, 1],
  [2, 1],
  [3, 2],
  [4, 4],
]);
const stringTypes = new Set([6, 8, 9]);

/**
 * A package's header as rpm keeps it: an index of entries (number, type, offset, count), and their data.
 * An entry that goes beyond the data is none.
 */
export class RpmHeader {
  readonly #entries = new Map<number, { readonly type: number; readonly offset: number; readonly count: number }>();
  readonly #data: Buffer;

  private constructor(index: Buffer, data: Buffer) {
    this.#data = data;
    for (let at = 0; at < index.length; at += entryLength) {
      const number = index.readUInt32BE(at);
      if (this.#entries.has(number)) continue;
      const [type, offset, count] = [4, 8, 12].map((field) => index.readUInt32BE(at + field));
      this.#entries.set(number, { type: type ?? 0, offset: offset ?? 0, count: count ?? 0 });
    }
  }

  /** @returns null where the bytes are no header */
  static read(bytes: Buffer): RpmHeader | null {
    if (bytes.length < introLength) return null;
    const entries = bytes.readUInt32BE(0);
    const dataLength = bytes.readUInt32BE(4);
    const dataStart = introLength + entries * entryLength;
    if (entries > maxEntries || dataStart + dataLength > bytes.length) return null;
    return new RpmHeader(bytes.subarray(introLength, dataStart), bytes.subarray(dataStart, dataStart + dataLength));
  }

  /** Latin-1: one character a byte. Empty where there is no such entry. */
  strings(number: number): string[] {
    const entry = this.#entries.get(number);
    if (entry === undefined || !stringTypes.has(entry.type)) return [];
    const strings: string[] = [];
    // Each ends with a zero byte, so there are at most as many as there are bytes.
    for (let at = entry.offset; strings.length < entry.count && at < this.#data.length; ) {
      const end = this.#data.indexOf(0, at);
      if (end === -1) break;
      strings.push(this.#data.toString('latin1', at, end));
      at = end + 1;
    }
    return strings;
  }

  string(number: number): string {
    return this.strings(number)[0] ?? '';
  }

  numbers(number: number): number[] {
    const entry = this.#entries.get(number);
    const width = numberTypes.get(entry?.type ?? 0);
    if (entry === undefined || width === undefined) return [];
    const numbers: number[] = [];
    for (let at = entry.offset; numbers.length < entry.count && at + width <= this.#data.length; at += width) {
      numbers.push(this.#data.readUIntBE(at, width));
    }
    return numbers;
  }
}
