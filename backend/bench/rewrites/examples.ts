import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from '../../../scripts/folders.ts';

const requestSchema = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).default('GET'),
  path: z.string().startsWith('/'),
  /** What is sent; as JSON, or as it is. */
  json: z.unknown().optional(),
  text: z.string().optional(),
  status: z.number().int(),
  /** All of these are in the answer. */
  contains: z.array(z.string().min(1)).default([]),
});

const containerFields = {
  /** What follows the image in `docker run`. */
  args: z.array(z.string()).optional(),
  env: z.record(z.string(), z.string()).default({}),
};

/** A service is asked until it answers, then everything once, in this order. */
const serviceSchema = z.strictObject({
  ...containerFields,
  port: z.number().int(),
  requests: z.array(requestSchema).min(1),
  /** Whether its HEALTHCHECK must succeed. */
  becomesHealthy: z.boolean().default(false),
});

const programSchema = z.strictObject({
  ...containerFields,
  exitCode: z.number().int(),
  /** All of these are in what it prints. */
  stdout: z.array(z.string().min(1)).default([]),
});

const exampleSchema = z.strictObject({
  about: z.string().min(1),
  run: z.union([serviceSchema, programSchema]),
});

export type ServiceRun = z.infer<typeof serviceSchema>;
export type ProgramRun = z.infer<typeof programSchema>;
export type ExampleRequest = z.infer<typeof requestSchema>;

export interface Example extends z.infer<typeof exampleSchema> {
  readonly name: string;
  /** The build context. */
  readonly folder: string;
  /** The multi-stage Dockerfile that a person wrote, to compare sizes with. */
  readonly byHand: string | null;
}

const examplesFolder = join(root, 'examples');
const byHandFile = 'by-hand.Dockerfile';

/** All examples, sorted by name. @throws where an `example.json` is not as it should be */
export async function readExamples(): Promise<Example[]> {
  const folders = (await readdir(examplesFolder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name).sort();
  return await Promise.all(names.map(readExample));
}

/** @throws where there is no such example */
export async function readExample(name: string): Promise<Example> {
  const folder = join(examplesFolder, name);
  const parsed = exampleSchema.safeParse(JSON.parse(await readFile(join(folder, 'example.json'), 'utf8')));
  if (!parsed.success) throw new Error(`examples/${name}/example.json: ${z.prettifyError(parsed.error)}`);
  const byHand = existsSync(join(folder, byHandFile)) ? await readFile(join(folder, byHandFile), 'utf8') : null;
  return { ...parsed.data, name, folder, byHand };
}
