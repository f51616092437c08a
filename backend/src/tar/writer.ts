import { blockSize } from './header.ts';

/** An entry as it is written: owned by root. Names are raw bytes. */
export interface WrittenEntry {
  readonly type: keyof typeof flags;
  readonly path: Uint8Array;
  /** Target of a symlink or hardlink; empty for all else. */
  readonly link: Uint8Array;
  /** Permission bits with setuid, setgid, sticky (0o7777). */
  readonly mode: number;
  /** Nanoseconds since 1970. */
  readonly mtime: bigint;
  /** Bytes of a file's content, which is to follow, and the padding after it. */
  readonly size: number;
}

const flags = { file: '0', hardlink: '1', symlink: '2', directory: '5', fifo: '6' } as const;

/** What a header has room for (POSIX.1-1988 ustar); the rest is told in records before it (POSIX.1-2001 pax). */
const longestName = 100;
const largestSize = 8 ** 11 - 1;
const second = 1_000_000_000n;

/** All that stands before an entry's content. */
export function tarHead(entry: WrittenEntry): Buffer {
  const records = recordsOf(entry);
  const seconds = Number(entry.mtime / second);
  if (records.length === 0) return header(entry, flags[entry.type], entry.size, seconds);
  const named = { ...entry, path: Buffer.from('PaxHeaders/entry'), link: noBytes, mode: 0o644 };
  return Buffer.concat([
    header(named, 'x', records.length, 0),
    records,
    tarPadding(records.length),
    header(entry, flags[entry.type], entry.size, seconds),
  ]);
}

/** Fills an entry's content up to whole blocks. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((blockSize - (size % blockSize)) % blockSize);
}

export const tarEnd: Uint8Array = Buffer.alloc(2 * blockSize);

const noBytes = new Uint8Array();

function recordsOf({ path, link, mtime, size }: WrittenEntry): Buffer {
  return Buffer.concat([
    ...(path.length > longestName ? [record('path', path)] : []),
    ...(link.length > longestName ? [record('linkpath', link)] : []),
    ...(size > largestSize ? [record('size', Buffer.from(`${size}`))] : []),
    ...(mtime < 0n || mtime % second !== 0n ? [record('mtime', Buffer.from(decimalSeconds(mtime)))] : []),
  ]);
}

/** `length key=value\n`, where the length counts its own digits. */
function record(key: string, value: Uint8Array): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  let length = rest.length + `${rest.length}`.length;
  if (rest.length + `${length}`.length > length) length++;
  return Buffer.concat([Buffer.from(`${length}`), rest]);
}

function decimalSeconds(nanoseconds: bigint): string {
  const distance = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const fraction = `${distance % second}`.padStart(9, '0').replace(/0+$/, '');
  return `${nanoseconds < 0n ? '-' : ''}${distance / second}${fraction === '' ? '' : `.${fraction}`}`;
}

function header({ path, link, mode }: WrittenEntry, flag: string, size: number, seconds: number): Buffer {
  const bytes = Buffer.alloc(blockSize);
  bytes.set(path.subarray(0, longestName), 0);
  octal(bytes, mode, 100, 8);
  octal(bytes, 0, 108, 8);
  octal(bytes, 0, 116, 8);
  octal(bytes, Math.min(size, largestSize), 124, 12);
  octal(bytes, Math.min(Math.max(seconds, 0), largestSize), 136, 12);
  bytes.write('        ', 148, 'latin1');
  bytes.write(flag, 156, 'latin1');
  bytes.set(link.subarray(0, longestName), 157);
  bytes.write('ustar\x0000', 257, 'latin1');
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return bytes;
}

function octal(bytes: Buffer, value: number, at: number, width: number): void {
  bytes.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1');
}
