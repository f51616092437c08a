import { enableCompileCache } from 'node:module';
import { z } from 'zod';
import type { FileReader } from './file-reader.ts';
import { ReaderSet } from './reader-set.ts';

const moduleSchema = z.object({ fileReaders: z.array(z.custom<FileReader<unknown>>(isReader)) });
const loaded = new Map<string, Promise<ReaderSet>>();

/**
 * The readers of a module that exports them as `fileReaders`. Scanning threads get its address, as functions do not
 * travel between threads, and as what is worth reading is for those to say who ask for the readings.
 * @param address URL of the module
 */
export function readersIn(address: string): Promise<ReaderSet> {
  const known = loaded.get(address) ?? load(address);
  loaded.set(address, known);
  return known;
}

async function load(address: string): Promise<ReaderSet> {
  // Each scanning thread loads the module anew, with all that it imports: most of that time is turning source into code.
  enableCompileCache();
  const { fileReaders } = moduleSchema.parse(await import(address));
  return new ReaderSet(fileReaders);
}

function isReader(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'open' in value && typeof value.open === 'function';
}
