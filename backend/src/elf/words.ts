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

export function wordsOf(bits: 32 | 64, bigEndian: boolean): Words {
  const u16 = (bytes: Buffer, at: number) => (bigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at));
  const u32 = (bytes: Buffer, at: number) => (bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  const u64 = (bytes: Buffer, at: number) =>
    bigEndian ? u32(bytes, at) * 2 ** 32 + u32(bytes, at + 4) : u32(bytes, at + 4) * 2 ** 32 + u32(bytes, at);
  return { bits, bigEndian, wide: bits === 64 ? 8 : 4, u16, u32, address: bits === 64 ? u64 : u32 };
}

/** A NUL-terminated string; to the end of the bytes where there is no NUL. Not UTF-8 is kept apart as in `decodeName`. */
export function stringAt(bytes: Buffer, at: number, decode: (bytes: Uint8Array) => string): string {
  const end = bytes.indexOf(0, at);
  return decode(bytes.subarray(at, end === -1 ? bytes.length : end));
}
