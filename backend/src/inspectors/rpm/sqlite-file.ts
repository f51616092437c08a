import { Unreadable } from '../../readings/file-reader.ts';

/** A value of a row. Whole numbers only as far as they are exact; other numbers are not told. */
export type SqlValue = string | number | Buffer | null;

export interface SqlRow {
  /** What stands for a column that is an INTEGER PRIMARY KEY: the column itself is null then. */
  readonly id: number;
  /** The columns, as the table was made. */
  readonly values: readonly SqlValue[];
}

const magic = 'SQLite format 3\0';
const headerLength = 100;
const tableInterior = 0x05;
const tableLeaf = 0x0d;

/**
 * Reads the rows of tables from the bytes of a database (sqlite.org/fileformat2.html).
 * By hand rather than with SQLite: a hostile file cannot make this run for long, as no view, trigger or index is looked
 * at and each page counts once; nothing is written to a disk; and the scanning threads load no database engine.
 * What lies in a write-ahead log beside the file is not seen.
 */
export class SqliteFile {
  readonly #bytes: Buffer;
  readonly #pageSize: number;
  /** Bytes of a page that are used. */
  readonly #usable: number;
  readonly #pages: number;
  /** By page: whether it was read. In a sound file each belongs to one thing. */
  readonly #read: Uint8Array;
  /** Rows may be made to lie over each other, in a page that many point to: together they cannot be longer than the file. */
  #left: number;
  /** By name of a table, its first page. */
  readonly #tables = new Map<string, number>();

  /** @throws Unreadable where it is no database, or damaged where it tells its tables */
  constructor(bytes: Buffer) {
    if (bytes.length < headerLength || bytes.toString('latin1', 0, magic.length) !== magic) {
      throw new Unreadable('it is no SQLite database');
    }
    const written = bytes.readUInt16BE(16);
    this.#pageSize = written === 1 ? 1 << 16 : written;
    this.#usable = this.#pageSize - bytes.readUInt8(20);
    if ((this.#pageSize & (this.#pageSize - 1)) !== 0 || this.#usable < 480)
      throw damaged('its pages have no valid size');
    if (bytes.readUInt32BE(56) > 1) throw new Unreadable('its text is not in UTF-8');
    this.#bytes = bytes;
    this.#pages = Math.floor(bytes.length / this.#pageSize);
    this.#read = new Uint8Array(this.#pages + 1);
    this.#left = bytes.length;
    for (const { values } of this.#tree(1)) {
      const [type, name, , root] = values;
      if (type === 'table' && typeof name === 'string' && typeof root === 'number') this.#tables.set(name, root);
    }
  }

  /**
   * The rows of a table in the order of their IDs. To be asked once for each table, as pages are read once.
   * @throws Unreadable where there is no such table, or it is damaged
   */
  *rows(table: string): Generator<SqlRow> {
    const root = this.#tables.get(table);
    if (root === undefined) throw new Unreadable(`it has no table ${table}`);
    yield* this.#tree(root);
  }

  *#tree(root: number): Generator<SqlRow> {
    const open = [root];
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      const page = this.#page(number);
      const header = number === 1 ? headerLength : 0;
      const type = page.readUInt8(header);
      const cells = page.readUInt16BE(header + 3);
      const first = header + (type === tableInterior ? 12 : 8);
      if (type !== tableInterior && type !== tableLeaf) throw damaged(`page ${number} is not of a table`);
      if (first + cells * 2 > this.#usable) throw damaged(`page ${number} has more cells than it can hold`);
      const places = Array.from({ length: cells }, (_, i) => page.readUInt16BE(first + i * 2));
      if (places.some((at) => at + 4 > this.#usable)) throw damaged(`page ${number} has a cell beyond its end`);
      if (type === tableLeaf) for (const at of places) yield this.#row(page, at);
      else open.push(page.readUInt32BE(header + 8), ...places.reverse().map((at) => page.readUInt32BE(at)));
    }
  }

  #page(number: number): Buffer {
    if (number < 1 || number > this.#pages) throw damaged(`it has no page ${number}`);
    if (this.#read[number] === 1) throw damaged(`page ${number} is part of two things`);
    this.#read[number] = 1;
    return this.#bytes.subarray((number - 1) * this.#pageSize, (number - 1) * this.#pageSize + this.#usable);
  }

  #row(page: Buffer, at: number): SqlRow {
    const length = varint(page, at);
    const id = varint(page, length.end);
    return { id: id.value, values: valuesOf(this.#payload(page, id.end, length.value)) };
  }

  #payload(page: Buffer, start: number, length: number): Buffer {
    const local = this.#localBytes(length);
    this.#left -= length;
    if (this.#left < 0) throw damaged('its rows are longer than itself');
    const end = start + local;
    if (end + (local < length ? 4 : 0) > page.length) throw damaged('a row goes beyond its page');
    if (local === length) return page.subarray(start, end);
    const whole = Buffer.allocUnsafe(length);
    let filled = page.copy(whole, 0, start, end);
    let next = page.readUInt32BE(end);
    while (filled < whole.length) {
      const overflow = this.#page(next);
      next = overflow.readUInt32BE(0);
      filled += overflow.copy(whole, filled, 4);
    }
    return whole;
  }

  /** How many bytes of a payload lie in its own page ("Calculating the Payload Size"). */
  #localBytes(length: number): number {
    const usable = this.#usable;
    if (length <= usable - 35) return length;
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const fitting = least + ((length - least) % (usable - 4));
    return fitting <= usable - 35 ? fitting : least;
  }
}

function damaged(why: string): Unreadable {
  return new Unreadable(`the database is damaged: ${why}`);
}

/** Up to 9 bytes, 7 bits of each but the last. Values that are not exact are beyond every bound that they are held to. */
function varint(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  for (let i = 0; i < 9; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) throw damaged('a number is cut off');
    if (i === 8) return { value: value * 256 + byte, end: at + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + i + 1 };
  }
  return { value, end: at + 9 };
}

/** "Record Format": the types of all columns, then their values. */
function valuesOf(record: Buffer): SqlValue[] {
  const header = varint(record, 0);
  const values: SqlValue[] = [];
  let body = header.value;
  for (let at = header.end; at < header.value; ) {
    const type = varint(record, at);
    at = type.end;
    const length = lengthOf(type.value);
    if (body + length > record.length) throw damaged('a value goes beyond its row');
    values.push(valueIn(record.subarray(body, body + length), type.value));
    body += length;
  }
  return values;
}

const numberLengths = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0];

function lengthOf(type: number): number {
  return numberLengths[type] ?? Math.floor((type - 12) / 2);
}

function valueIn(bytes: Buffer, type: number): SqlValue {
  if (type >= 12) return type % 2 === 0 ? bytes : bytes.toString('utf8');
  if (type === 8 || type === 9) return type - 8;
  if (type >= 1 && type <= 5) return bytes.readIntBE(0, bytes.length);
  if (type !== 6) return null;
  const value = Number(bytes.readBigInt64BE(0));
  return Number.isSafeInteger(value) ? value : null;
}
