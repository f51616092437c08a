/** The archive does not follow the tar format. Callers add where: the file, layer and offset. */
export class TarDamage extends Error {
  override readonly name = 'TarDamage';
}

export const blockSize = 512;

export type TarType =
  | 'file'
  | 'hardlink'
  | 'symlink'
  | 'character-device'
  | 'block-device'
  | 'directory'
  | 'fifo'
  | 'sparse-file'
  | 'pax-header'
  | 'pax-global-header'
  | 'gnu-long-name'
  | 'gnu-long-link';

/** One 512-byte header block (POSIX.1-1988 ustar, with GNU tar's and star's variants). Names are raw bytes. */
export interface TarHeader {
  readonly type: TarType;
  /** Marked as a file in the way of tars before POSIX, which marked a directory by a slash behind its name alone. */
  readonly isOldFile: boolean;
  readonly name: Uint8Array;
  readonly linkName: Uint8Array;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of data that follow the header in the archive, without padding. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** Size of the file with its holes, for GNU sparse files; else null. */
  readonly realSize: number | null;
  /** Whether further sparse map blocks stand between this header and the data. */
  readonly sparseMapContinues: boolean;
}

const typesByFlag = new Map<number, TarType>([
  [0, 'file'],
  ['0'.charCodeAt(0), 'file'],
  ['1'.charCodeAt(0), 'hardlink'],
  ['2'.charCodeAt(0), 'symlink'],
  ['3'.charCodeAt(0), 'character-device'],
  ['4'.charCodeAt(0), 'block-device'],
  ['5'.charCodeAt(0), 'directory'],
  ['6'.charCodeAt(0), 'fifo'],
  ['7'.charCodeAt(0), 'file'],
  ['S'.charCodeAt(0), 'sparse-file'],
  ['x'.charCodeAt(0), 'pax-header'],
  ['g'.charCodeAt(0), 'pax-global-header'],
  ['L'.charCodeAt(0), 'gnu-long-name'],
  ['K'.charCodeAt(0), 'gnu-long-link'],
]);

export const slash = 0x2f;

/**
 * Reads one header block.
 * @param block 512 bytes
 * @returns `'end'` for a block of zeros
 * @throws TarDamage where the checksum or a number is wrong, or the type is unknown
 */
export function parseTarHeader(block: Uint8Array): TarHeader | 'end' {
  const sum = checksum(block);
  if (sum === emptyChecksum && block.every((byte) => byte === 0)) return 'end';
  const written = number(block, 148, 8);
  if (written !== sum && written !== sum - 256 * highBytes(block)) {
    throw new TarDamage('a tar header has a wrong checksum');
  }

  const flag = block[156] ?? 0;
  const type = typesByFlag.get(flag);
  if (type === undefined)
    throw new TarDamage(`a tar entry has the unknown type ${JSON.stringify(String.fromCharCode(flag))}`);
  const size = number(block, 124, 12);
  return {
    type,
    isOldFile: flag === 0,
    name: nameWithPrefix(block),
    linkName: text(block, 157, 100),
    mode: number(block, 100, 8) & 0o7777,
    uid: number(block, 108, 8),
    gid: number(block, 116, 8),
    size: hasData(type) ? size : 0,
    mtime: number(block, 136, 12, true),
    realSize: type === 'sparse-file' ? number(block, 483, 12) : null,
    sparseMapContinues: type === 'sparse-file' && block[482] !== 0,
  };
}

/** Links, directories and devices carry no data, whatever their size field says (as Go's archive/tar reads them). */
function hasData(type: TarType): boolean {
  switch (type) {
    case 'hardlink':
    case 'symlink':
    case 'character-device':
    case 'block-device':
    case 'directory':
    case 'fifo':
      return false;
    default:
      return true;
  }
}

/** The checksum field itself counts as eight spaces. */
const emptyChecksum = 8 * 0x20;

function checksum(block: Uint8Array): number {
  let sum = emptyChecksum;
  for (let i = 0; i < 148; i++) sum += block[i] ?? 0;
  for (let i = 156; i < blockSize; i++) sum += block[i] ?? 0;
  return sum;
}

/** Some old tars summed signed bytes: each of these counts 256 less. */
function highBytes(block: Uint8Array): number {
  return block.reduce((count, byte, i) => (byte > 127 && (i < 148 || i >= 156) ? count + 1 : count), 0);
}

function nameWithPrefix(block: Uint8Array): Uint8Array {
  const name = text(block, 0, 100);
  if (!isPosix(block)) return name;
  const isStar = block[508] === 0x74 && block[509] === 0x61 && block[510] === 0x72 && block[511] === 0;
  const prefix = text(block, 345, isStar ? 131 : 155);
  return prefix.length === 0 ? name : Buffer.concat([prefix, Uint8Array.of(slash), name]);
}

/** `ustar` and NUL. GNU tar writes `ustar` and two spaces, and other things than a prefix behind. */
function isPosix(block: Uint8Array): boolean {
  return (
    block[257] === 0x75 &&
    block[258] === 0x73 &&
    block[259] === 0x74 &&
    block[260] === 0x61 &&
    block[261] === 0x72 &&
    block[262] === 0
  );
}

function text(block: Uint8Array, start: number, length: number): Uint8Array {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.slice(0, end === -1 ? length : end);
}

/** A number in octal digits, or in base 256 where the first bit is set (GNU). */
function number(block: Uint8Array, start: number, length: number, mayBeNegative = false): number {
  const first = block[start] ?? 0;
  if ((first & 0x80) !== 0) return base256(block, start, length, mayBeNegative);
  let value = 0;
  let begun = false;
  for (let i = start; i < start + length; i++) {
    const byte = block[i] ?? 0;
    if (byte === 0 || byte === 0x20) {
      if (begun) break;
      continue;
    }
    if (byte < 0x30 || byte > 0x37) throw new TarDamage('a tar header has a number that is not octal');
    begun = true;
    value = value * 8 + byte - 0x30;
  }
  return value;
}

function base256(block: Uint8Array, start: number, length: number, mayBeNegative: boolean): number {
  const negative = ((block[start] ?? 0) & 0x40) !== 0;
  let value = negative ? -1n : 0n;
  for (let i = start; i < start + length; i++) {
    const byte = BigInt(block[i] ?? 0);
    value = (value << 8n) | (i === start && !negative ? byte & 0x7fn : byte);
  }
  const result = Number(value);
  if (!Number.isSafeInteger(result) || (negative && !mayBeNegative)) {
    throw new TarDamage('a tar header has a number that is out of range');
  }
  return result;
}
