import { crc32, deflateRawSync } from 'node:zlib';

/** Writes ZIP archives record by record (PKWARE APPNOTE.TXT, section 4.3), as packers do and as none would. */
export interface ZipEntry {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Default: stored. */
  readonly deflate?: boolean;
  /** Sizes stand behind the data, as packers write them that do not seek (`jar`). */
  readonly sizesFollow?: boolean;
  /** Sizes as 8 bytes in an extra field. */
  readonly zip64?: boolean;
  /** Replaces fields of the entry by wrong ones. */
  readonly lie?: { readonly storedSize?: number; readonly offset?: number; readonly listedName?: string };
  /** Where the entry is told of: default in both places. */
  readonly only?: 'record' | 'directory';
}

export interface ZipOptions {
  /** Bytes before the first entry. */
  readonly prefix?: string;
  /** Whether offsets count the prefix. */
  readonly countsPrefix?: boolean;
  readonly comment?: string;
  readonly entryCount?: number;
}

export function zip(entries: readonly ZipEntry[], options: ZipOptions = {}): Buffer {
  const prefix = Buffer.from(options.prefix ?? '');
  const records: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = options.countsPrefix === true ? prefix.length : 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.content);
    const data = entry.deflate === true ? deflateRawSync(content) : content;
    const record = entry.only === 'directory' ? Buffer.alloc(0) : localRecord(entry, content, data);
    records.push(record);
    if (entry.only !== 'record') directory.push(centralRecord(entry, content, data, entry.lie?.offset ?? offset));
    offset += record.length;
  }
  const listed = Buffer.concat(directory);
  const comment = Buffer.from(options.comment ?? '');
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  const count = options.entryCount ?? directory.length;
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([prefix, ...records, listed, end, comment]);
}

function localRecord(entry: ZipEntry, content: Buffer, data: Buffer): Buffer {
  const name = Buffer.from(entry.name);
  const extra = entry.zip64 === true ? zip64Extra([content.length, data.length]) : Buffer.alloc(0);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(entry.zip64 === true ? 45 : 20, 4);
  head.writeUInt16LE(entry.sizesFollow === true ? 8 : 0, 6);
  head.writeUInt16LE(entry.deflate === true ? 8 : 0, 8);
  if (entry.sizesFollow !== true) {
    head.writeUInt32LE(crc32(content), 14);
    head.writeUInt32LE(entry.lie?.storedSize ?? (entry.zip64 === true ? 0xffffffff : data.length), 18);
    head.writeUInt32LE(entry.zip64 === true ? 0xffffffff : content.length, 22);
  }
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(extra.length, 28);
  const after = entry.sizesFollow === true ? descriptor(entry, content, data) : Buffer.alloc(0);
  return Buffer.concat([head, name, extra, data, after]);
}

function descriptor(entry: ZipEntry, content: Buffer, data: Buffer): Buffer {
  const wide = entry.zip64 === true;
  const bytes = Buffer.alloc(wide ? 24 : 16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(crc32(content), 4);
  bytes.writeUInt32LE(data.length, 8);
  bytes.writeUInt32LE(content.length, wide ? 16 : 12);
  return bytes;
}

function centralRecord(entry: ZipEntry, content: Buffer, data: Buffer, offset: number): Buffer {
  const name = Buffer.from(entry.lie?.listedName ?? entry.name);
  const extra = entry.zip64 === true ? zip64Extra([content.length, data.length, offset]) : Buffer.alloc(0);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(entry.sizesFollow === true ? 8 : 0, 8);
  head.writeUInt16LE(entry.deflate === true ? 8 : 0, 10);
  head.writeUInt32LE(crc32(content), 16);
  head.writeUInt32LE(entry.zip64 === true ? 0xffffffff : data.length, 20);
  head.writeUInt32LE(entry.zip64 === true ? 0xffffffff : content.length, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE(entry.zip64 === true ? 0xffffffff : offset, 42);
  return Buffer.concat([head, name, extra]);
}

function zip64Extra(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + values.length * 8);
  bytes.writeUInt16LE(1, 0);
  bytes.writeUInt16LE(values.length * 8, 2);
  values.forEach((value, i) => {
    bytes.writeBigUInt64LE(BigInt(value), 4 + i * 8);
  });
  return bytes;
}
