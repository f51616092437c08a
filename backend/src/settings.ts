import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from './failure.ts';
import type { ScanLimits } from './layers/scan-layer.ts';

/** What can be set from outside; every value has a default that fits a laptop. */
export interface Settings {
  /** Where results, layer indexes and handed-over archives are kept. */
  readonly dataFolder: string;
  readonly limits: ScanLimits;
  /** Paths in one image. */
  readonly maxPaths: number;
  readonly cacheBytes: number;
  readonly archiveBytes: number;
}

const gibibyte = 2 ** 30;

const variables = z.object({
  ALIGERA_MAX_LAYER_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(64 * gibibyte),
  ALIGERA_MAX_PATHS: z.coerce.number().int().min(1000).default(5_000_000),
  ALIGERA_CACHE_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(2 * gibibyte),
  ALIGERA_ARCHIVE_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(32 * gibibyte),
});

/** @throws Failure `bad-request` naming the variable that is no number */
export function readSettings(environment: NodeJS.ProcessEnv, dataFolder: string | undefined): Settings {
  const parsed = variables.safeParse(environment);
  if (!parsed.success) throw new Failure('bad-request', z.prettifyError(parsed.error));
  const read = parsed.data;
  return {
    dataFolder: dataFolder ?? join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'aligera'),
    limits: { maxLayerBytes: read.ALIGERA_MAX_LAYER_BYTES, maxPaths: read.ALIGERA_MAX_PATHS },
    maxPaths: read.ALIGERA_MAX_PATHS,
    cacheBytes: read.ALIGERA_CACHE_BYTES,
    archiveBytes: read.ALIGERA_ARCHIVE_BYTES,
  };
}

/** The version that the package is released as. */
export function ownVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(manifest)).version;
}
