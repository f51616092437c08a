/** The records of a ZIP archive (PKWARE APPNOTE.TXT 6.3.10, section 4.3). Numbers are little-endian. */

export const localSignature = 0x04034b50;
export const centralSignature = 0x02014b50;
export const endSignature = 0x06054b50;
export const zip64EndSignature = 0x06064b50;
export const zip64LocatorSignature = 0x07064b50;
/** Of the central directory as a whole (4.3.13). */
export const digitalSignature = 0x05054b50;

export const localLength = 30;
export const centralLength = 46;
export const endLength = 22;
/** Signature and the size of what follows. */
export const zip64EndStart = 12;
export const zip64LocatorLength = 20;

const encrypted = 1;
const sizesFollow = 8;
const inZip64 = 0xffffffff;
const zip64Extra = 1;

/** An entry as the record before its data describes it. */
export interface LocalEntry {
  readonly name: string;
  /** 0 stored, 8 deflated; others are not read. */
  readonly method: number;
  /** Bytes of the data that follows; null where they are told only behind it. */
  readonly storedSize: number | null;
  readonly encrypted: boolean;
}

/** An entry as the central directory lists it. */
export interface ListedEntry {
  readonly name: string;
  /** Of its local record, as the archive counts. */
  readonly offset: number;
}

/** Bytes of name and extra field that follow the fixed part. */
export function localTail(header: Buffer): number {
  return header.readUInt16LE(26) + header.readUInt16LE(28);
}

export function readLocal(record: Buffer): LocalEntry {
  const flags = record.readUInt16LE(6);
  const nameEnd = localLength + record.readUInt16LE(26);
  const size = record.readUInt32LE(18);
  const unpacked = record.readUInt32LE(22);
  const extra = record.subarray(nameEnd);
  // The unpacked size stands first there, and only where it does not fit itself.
  const wide = size === inZip64 ? zip64Number(extra, unpacked === inZip64 ? 1 : 0) : size;
  const told = (flags & sizesFollow) === 0;
  return {
    name: record.toString('utf8', localLength, nameEnd),
    method: record.readUInt16LE(8),
    storedSize: told ? (wide ?? Number.POSITIVE_INFINITY) : null,
    encrypted: (flags & encrypted) !== 0,
  };
}

/** Bytes of name, extra field and comment that follow the fixed part. */
export function centralTail(header: Buffer): number {
  return header.readUInt16LE(28) + header.readUInt16LE(30) + header.readUInt16LE(32);
}

export function readCentral(record: Buffer): ListedEntry {
  const nameEnd = centralLength + record.readUInt16LE(28);
  const extra = record.subarray(nameEnd, nameEnd + record.readUInt16LE(30));
  const offset = record.readUInt32LE(42);
  const before = [record.readUInt32LE(24), record.readUInt32LE(20)].filter((value) => value === inZip64).length;
  return {
    name: record.toString('utf8', centralLength, nameEnd),
    offset: offset === inZip64 ? (zip64Number(extra, before) ?? inZip64) : offset,
  };
}

/** Entries that the end record counts, and where it puts the central directory; null where only ZIP64 can say. */
export function readEnd(record: Buffer): { readonly entries: number | null; readonly directory: number | null } {
  const entries = record.readUInt16LE(10);
  const directory = record.readUInt32LE(16);
  return {
    entries: entries === 0xffff ? null : entries,
    directory: directory === inZip64 ? null : directory,
  };
}

/** @returns null where the extra field does not have that many */
function zip64Number(extra: Buffer, place: number): number | null {
  for (let at = 0; at + 4 <= extra.length; ) {
    const size = extra.readUInt16LE(at + 2);
    const value = at + 4 + place * 8;
    if (extra.readUInt16LE(at) === zip64Extra) {
      return (place + 1) * 8 <= size && value + 8 <= extra.length ? Number(extra.readBigUInt64LE(value)) : null;
    }
    at += 4 + size;
  }
  return null;
}
