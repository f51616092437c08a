/**
 * A set of file sizes in a few kilobytes, however many they are, so that it fits on a command line: a bit for each
 * remainder. It may take a size for one of the set that is none, which costs reading a file in vain, but never the
 * other way round.
 */
export interface SizeFilter {
  mayHave(size: number): boolean;
}

/** A prime, so that small sizes have bits of their own and round ones do not fall together. */
const bits = 65_521;
const byteCount = Math.ceil(bits / 8);

/** @returns letters, digits, `-` and `_`: some 11,000, which every system takes as an argument */
export function sizeFilterText(sizes: Iterable<number>): string {
  const bytes = new Uint8Array(byteCount);
  for (const size of sizes) {
    const bit = size % bits;
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return Buffer.from(bytes).toString('base64url');
}

/** Null where the text is none of `sizeFilterText`. */
export function readSizeFilter(text: string): SizeFilter | null {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== byteCount || bytes.toString('base64url') !== text) return null;
  return {
    mayHave: (size) => {
      const bit = size % bits;
      return ((bytes[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
    },
  };
}
