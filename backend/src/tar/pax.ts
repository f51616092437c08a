import { TarDamage } from './header.ts';

/** The PAX records that change what an entry is (POSIX.1-2001 pax, and GNU tar's sparse formats). */
export interface PaxRecords {
  path?: Uint8Array;
  /** The true path of a sparse file, whose `path` is a made-up one. */
  sparsePath?: Uint8Array;
  linkPath?: Uint8Array;
  size?: number;
  uid?: number;
  gid?: number;
  mtime?: number;
  /** Size of a sparse file with its holes. */
  realSize?: number;
}

const space = 0x20;
const equals = 0x3d;
const newline = 0x0a;

/**
 * Reads the records `length key=value\n` of an extended header.
 * @throws TarDamage where a record's length or number is wrong
 */
export function parsePax(data: Uint8Array): PaxRecords {
  const records: PaxRecords = {};
  let at = 0;
  while (at < data.length) {
    const lengthEnd = data.indexOf(space, at);
    const length = lengthEnd === -1 ? Number.NaN : decimal(data.subarray(at, lengthEnd));
    const end = at + length;
    const keyEnd = data.indexOf(equals, lengthEnd);
    if (!(end <= data.length) || keyEnd === -1 || keyEnd >= end || data[end - 1] !== newline) {
      throw new TarDamage('a PAX header has a record of wrong length');
    }
    const key = Buffer.from(data.buffer, data.byteOffset + lengthEnd + 1, keyEnd - lengthEnd - 1).toString('latin1');
    set(records, key, data.slice(keyEnd + 1, end - 1));
    at = end;
  }
  return records;
}

function set(records: PaxRecords, key: string, value: Uint8Array): void {
  switch (key) {
    case 'path':
      records.path = withoutNul(value);
      break;
    case 'GNU.sparse.name':
      records.sparsePath = withoutNul(value);
      break;
    case 'linkpath':
      records.linkPath = withoutNul(value);
      break;
    case 'size':
      records.size = decimal(value);
      break;
    case 'uid':
      records.uid = decimal(value);
      break;
    case 'gid':
      records.gid = decimal(value);
      break;
    case 'mtime':
      records.mtime = Math.floor(Number(Buffer.from(value).toString('latin1'))) || 0;
      break;
    case 'GNU.sparse.size':
    case 'GNU.sparse.realsize':
      records.realSize = decimal(value);
      break;
  }
}

function withoutNul(value: Uint8Array): Uint8Array {
  if (value.includes(0)) throw new TarDamage('a PAX header has a name with a NUL byte');
  return value;
}

function decimal(digits: Uint8Array): number {
  const written = Buffer.from(digits).toString('latin1');
  const value = Number(written);
  if (!/^\d+$/.test(written) || !Number.isSafeInteger(value)) throw new TarDamage('a PAX header has a wrong number');
  return value;
}
