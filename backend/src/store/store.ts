import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type ImageConfig, imageConfigSchema } from '../engine/described-image.ts';
import { type HandedOver, handedOverSchema } from '../project/handed-over.ts';
import { type KeptVerification, keptVerificationSchema } from './kept-verification.ts';

/** What is remembered of an analysis when its model is long gone from memory. */
const rememberedSchema = z.object({
  storedBytes: z.number(),
  liveBytes: z.number(),
  reclaimableBytes: z.number(),
  duplicateBytes: z.number(),
  compressedBytes: z.number().nullable(),
  efficiency: z.number(),
});
export type RememberedTotals = z.infer<typeof rememberedSchema>;

const schemaVersion = 1;
const configsKept = 2000;
const totalsKept = 5000;
const projectsKept = 100;
const verificationsKept = 100;
/** Characters of JSON. */
const largestProject = 1_000_000;

/**
 * Results and image configurations that outlive the service, in SQLite.
 * All of it can be computed, or asked for, again: a file that is damaged or of another version is emptied, not mended.
 */
export class Store {
  readonly #database: DatabaseSync;

  /** @param folder is made where it is missing */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#database = openDatabase(join(folder, 'aligera.sqlite'));
  }

  close(): void {
    this.#database.close();
  }

  rememberTotals(analysis: string, totals: RememberedTotals): void {
    this.#put('totals', analysis, totals, totalsKept);
  }

  totals(analysis: string): RememberedTotals | null {
    return this.#get('totals', analysis, rememberedSchema);
  }

  /** An image's configuration, where the engine tells it only together with all layers. */
  rememberConfig(imageId: string, config: ImageConfig): void {
    this.#put('config', imageId, config, configsKept);
  }

  config(imageId: string): ImageConfig | null {
    return this.#get('config', imageId, imageConfigSchema);
  }

  /** A project that was handed over for an image, if it is small: else it is forgotten with the service. */
  rememberProject(analysis: string, project: HandedOver): void {
    this.forgetProject(analysis);
    if (JSON.stringify(project).length <= largestProject) this.#put('project', analysis, project, projectsKept);
  }

  project(analysis: string): HandedOver | null {
    return this.#get('project', analysis, handedOverSchema);
  }

  forgetProject(analysis: string): void {
    this.#database.prepare('DELETE FROM remembered WHERE kind = ? AND key = ?').run('project', analysis);
  }

  rememberVerification(kept: KeptVerification): void {
    const { analysis, id } = kept.job;
    this.#put('verification', `${analysis}/${id}`, kept, verificationsKept);
  }

  /** The newest first. */
  verifications(analysis: string): KeptVerification[] {
    return this.#list('verification', `${analysis}/*`, keptVerificationSchema);
  }

  verification(id: string): KeptVerification | null {
    return this.#list('verification', `*/${id}`, keptVerificationSchema)[0] ?? null;
  }

  /** A name of this installation: what it leaves on an engine is known by it. */
  get installation(): string {
    const known = this.#get('installation', 'name', z.string());
    if (known !== null) return known;
    const name = randomBytes(6).toString('hex');
    this.#put('installation', 'name', name, 1);
    return name;
  }

  #put(kind: string, key: string, value: unknown, most: number): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO remembered (kind, key, value, at) VALUES (?, ?, ?, ?)')
      .run(kind, key, JSON.stringify(value), Date.now());
    this.#database
      .prepare(
        'DELETE FROM remembered WHERE kind = ? AND key IN (SELECT key FROM remembered WHERE kind = ? ORDER BY at DESC LIMIT -1 OFFSET ?)',
      )
      .run(kind, kind, most);
  }

  #get<T>(kind: string, key: string, schema: z.ZodType<T>): T | null {
    const row = this.#database.prepare('SELECT value FROM remembered WHERE kind = ? AND key = ?').get(kind, key);
    if (row === undefined || typeof row.value !== 'string') return null;
    const parsed = schema.safeParse(JSON.parse(row.value));
    return parsed.success ? parsed.data : null;
  }

  /** The newest first. @param pattern of the keys, as GLOB has it */
  #list<T>(kind: string, pattern: string, schema: z.ZodType<T>): T[] {
    const rows = this.#database
      .prepare('SELECT value FROM remembered WHERE kind = ? AND key GLOB ? ORDER BY at DESC')
      .all(kind, pattern);
    return rows.flatMap(({ value }) => {
      const parsed = schema.safeParse(typeof value === 'string' ? JSON.parse(value) : null);
      return parsed.success ? [parsed.data] : [];
    });
  }
}

function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5000 });
  try {
    prepare(database);
    return database;
  } catch (error) {
    database.close();
    if (!isDamage(error)) throw error;
    return emptyDatabase(path);
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB (sqlite.org/rescode.html). */
function isDamage(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (error.errcode === 11 || error.errcode === 26);
}

function emptyDatabase(path: string): DatabaseSync {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  const database = new DatabaseSync(path, { timeout: 5000 });
  prepare(database);
  return database;
}

function prepare(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  const version = database.prepare('PRAGMA user_version').get()?.user_version;
  if (version !== schemaVersion) database.exec('DROP TABLE IF EXISTS remembered');
  database.exec(`
    CREATE TABLE IF NOT EXISTS remembered (
      kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (kind, key)
    ) STRICT;
    PRAGMA user_version = ${schemaVersion};
  `);
}
