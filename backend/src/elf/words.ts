import { decodeName } from '../paths/path-bytes.ts';

/** Reads numbers as a file's class and byte order have them. Offsets must be inside the bytes. */
export interface Words {
  readonly bits: 32 | 64;
  readonly bigEndian: boolean;
  /** Bytes of an address. */
  readonly wide: 4 | 8;
  u16(bytes: Buffer, at: number): number;
  u32(bytes: Buffer, at: number): number;
  /** An address, offset or size. Beyond 2^53 it is not exact, but no file is that large. */
  address(bytes: Buffer, at: number): number;
}

const little = {
  u16: (bytes: Buffer, at: number) => bytes.readUInt16LE(at),
  u32: (bytes: Buffer, at: number) => bytes.readUInt32LE(at),
};
const big = {
  u16: (bytes: Buffer, at: number) => bytes.readUInt16BE(at),
  u32: (bytes: Buffer, at: number) => bytes.readUInt32BE(at),
};
const little64 = (bytes: Buffer, at: number) => bytes.readUInt32LE(at + 4) * 2 ** 32 + bytes.readUInt32LE(at);
const big64 = (bytes: Buffer, at: number) => bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);

const kinds: readonly Words[] = [
  { bits: 32, bigEndian: false, wide: 4, ...little, address: little.u32 },
  { bits: 32, bigEndian: true, wide: 4, ...big, address: big.u32 },
  { bits: 64, bigEndian: false, wide: 8, ...little, address: little64 },
  { bits: 64, bigEndian: true, wide: 8, ...big, address: big64 },
];

export function wordsOf(bits: 32 | 64, bigEndian: boolean): Words {
  const words = kinds.find((one) => one.bits === bits && one.bigEndian === bigEndian);
  if (words === undefined) throw new RangeError(`no words of ${bits} bits`);
  return words;
}

/**
 * A NUL-terminated string. What is not UTF-8 is kept apart as in `decodeName`.
 * @returns null where no NUL is within the limit
 */
export function stringAt(bytes: Buffer, at: number, limit: number): string | null {
  const stop = Math.min(at + limit, bytes.length);
  let isAscii = true;
  for (let end = at; end < stop; end++) {
    const byte = bytes[end] ?? 0;
    if (byte > 0x7f) isAscii = false;
    if (byte === 0) return isAscii ? bytes.toString('latin1', at, end) : decodeName(bytes.subarray(at, end));
  }
  return null;
}
