import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mutated } from '../../../testing/mutated.ts';
import { Unreadable } from '../../readings/file-reader.ts';
import { SqliteFile, type SqlValue } from './sqlite-file.ts';

/** A database as SQLite itself writes it. */
function written(write: (database: DatabaseSync) => void): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'aligera-sqlite-'));
  try {
    const path = join(folder, 'database');
    const database = new DatabaseSync(path);
    write(database);
    database.close();
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const rows = (bytes: Buffer, table = 't') => Array.from(new SqliteFile(bytes).rows(table), ({ values }) => values);
const plain = (value: SqlValue) => (Buffer.isBuffer(value) ? value.toString('hex') : value);

it('reads the values that SQLite wrote', () => {
  const bytes = written((database) => {
    database.exec('CREATE TABLE other (x); CREATE TABLE t (a INTEGER, b TEXT, c BLOB)');
    const insert = database.prepare('INSERT INTO t VALUES (?, ?, ?)');
    insert.run(null, 'ñandú', Buffer.from([0, 1, 2]));
    for (const number of [0, 1, -1, 127, -128, 32_767, 8_388_607, -2_147_483_648, 2 ** 40, -(2 ** 47), 2 ** 52]) {
      insert.run(number, '', Buffer.alloc(0));
    }
    database.exec("INSERT INTO t VALUES (9223372036854775807, 'too large', x''), (0.5, 'a fraction', x'')");
  });
  const [first, ...others] = rows(bytes);
  expect(first?.map(plain)).toEqual([null, 'ñandú', '000102']);
  expect(others.map(([a]) => a)).toEqual([
    0,
    1,
    -1,
    127,
    -128,
    32_767,
    8_388_607,
    -2_147_483_648,
    2 ** 40,
    -(2 ** 47),
    2 ** 52,
    null,
    null,
  ]);
});

it('reads rows of any length, in pages of any size, in order', () => {
  const size = fc.constantFrom(512, 1024, 4096, 65536);
  const lengths = fc.array(fc.oneof(fc.nat(50), fc.nat(9_000), fc.nat(200_000)), { maxLength: 60 });
  fc.assert(
    fc.property(size, lengths, fc.nat(2_000), (pageSize, blobs, small) => {
      const values = [...blobs, ...Array.from({ length: small }, (_, i) => i % 90)].map((length, i) =>
        Buffer.alloc(length, i),
      );
      const bytes = written((database) => {
        database.exec(`PRAGMA page_size = ${pageSize}; CREATE TABLE t (n INTEGER PRIMARY KEY, blob BLOB NOT NULL)`);
        database.exec('BEGIN');
        const insert = database.prepare('INSERT INTO t (blob) VALUES (?)');
        for (const value of values) insert.run(value);
        database.exec('DELETE FROM t WHERE n % 7 = 3; COMMIT');
      });
      const kept = values.filter((_, i) => (i + 1) % 7 !== 3);
      const ids = Array.from(new SqliteFile(bytes).rows('t'), ({ id }) => id);
      expect(ids).toEqual(values.map((_, i) => i + 1).filter((id) => id % 7 !== 3));
      expect(rows(bytes).map(([, blob]) => plain(blob ?? null))).toEqual(kept.map(plain));
    }),
    { numRuns: 20 },
  );
});

const sample = written((database) => {
  database.exec('PRAGMA page_size = 512; CREATE TABLE t (n INTEGER PRIMARY KEY, blob BLOB NOT NULL)');
  const insert = database.prepare('INSERT INTO t (blob) VALUES (?)');
  for (let i = 0; i < 60; i++) insert.run(Buffer.alloc(i * 40, i));
});

function changed(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(sample);
  change(bytes);
  return bytes;
}

/** Pages of the sample that are of the kind, by their first byte. */
function pagesOf(kind: number): number[] {
  return Array.from({ length: sample.length / 512 }, (_, i) => i).filter((i) => i > 0 && sample[i * 512] === kind);
}
const [interior = 0] = pagesOf(0x05);
const [leaf = 0] = pagesOf(0x0d);

it.each([
  ['that is empty', Buffer.alloc(0), 'it is no SQLite database'],
  ['of zeros', Buffer.alloc(4096), 'it is no SQLite database'],
  ['with pages of no size', changed((b) => b.writeUInt16BE(0, 16)), 'its pages have no valid size'],
  ['with pages of an odd size', changed((b) => b.writeUInt16BE(1000, 16)), 'its pages have no valid size'],
  ['with nothing in its pages', changed((b) => b.writeUInt8(255, 20)), 'its pages have no valid size'],
  ['in UTF-16', changed((b) => b.writeUInt32BE(2, 56)), 'its text is not in UTF-8'],
  ['that is cut off', sample.subarray(0, sample.length / 2), 'it has no page'],
  [
    'whose pages go in circles',
    changed((b) => b.writeUInt32BE(interior + 1, interior * 512 + 8)),
    'is part of two things',
  ],
  ['whose pages lead nowhere', changed((b) => b.writeUInt32BE(1e9, interior * 512 + 8)), 'it has no page 1000000000'],
  ['with page 0', changed((b) => b.writeUInt32BE(0, interior * 512 + 8)), 'it has no page 0'],
  ['with a page of another kind', changed((b) => b.writeUInt8(10, leaf * 512)), `page ${leaf + 1} is not of a table`],
  ['with more cells than fit', changed((b) => b.writeUInt16BE(60_000, leaf * 512 + 3)), 'more cells than it can hold'],
  ['with cells beyond the page', changed((b) => b.writeUInt16BE(511, leaf * 512 + 8)), 'has a cell beyond its end'],
])('refuses a database %s', (_, bytes, why) => {
  expect(() => rows(bytes)).toThrow(Unreadable);
  expect(() => rows(bytes)).toThrow(why);
});

it('refuses a table that is not there', () => {
  expect(() => rows(sample, 'other')).toThrow('it has no table other');
  const view = written((database) => database.exec('CREATE TABLE x (n); CREATE VIEW t AS SELECT * FROM x'));
  expect(() => rows(view)).toThrow('it has no table t');
});

it('refuses rows that lie over each other, to be more than the file', () => {
  const bytes = Buffer.alloc(1024);
  sample.copy(bytes, 0, 0, 512);
  const [page, cells, cell] = [512, 15, 38];
  bytes.set([0x0d, 0, 0, 0, cells], page);
  for (let i = 0; i < cells; i++) bytes.writeUInt16BE(cell, page + 8 + i * 2);
  const rowOf470Bytes = [0x83, 0x56, 1];
  bytes.set(rowOf470Bytes, page + cell);
  expect(() => rows(bytes)).toThrow('its rows are longer than itself');
});

it('never breaks on a damaged database', () => {
  fc.assert(
    fc.property(mutated(sample), (bytes) => {
      try {
        let read = 0;
        for (const row of rows(bytes))
          read += row.reduce<number>((n, value) => n + (Buffer.isBuffer(value) ? value.length : 0), 0);
        expect(read).toBeLessThanOrEqual(bytes.length);
      } catch (error) {
        expect(error).toBeInstanceOf(Unreadable);
      }
    }),
    { numRuns: 2_000 },
  );
});
