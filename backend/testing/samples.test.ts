import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openArchive } from '../src/engine/archives/open-archive.ts';
import { makeSamples, samples } from './samples.ts';

let folder: string;
let made: string[];
const { signal } = new AbortController();

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aligera-samples-'));
  made = await makeSamples(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('each is an image of a few megabytes that opens', async () => {
  expect(made.map((file) => path.basename(file))).toEqual(samples.map(({ name }) => name));
  for (const file of made) {
    expect((await stat(file)).size).toBeLessThan(10_000_000);
    const archive = await openArchive(file, { signal });
    expect(archive.images).toHaveLength(1);
    const { layers, config } = await archive.describe(null, 'linux/amd64', signal);
    expect(layers.length).toBeGreaterThan(8);
    expect(layers.every(({ createdBy, compressedBytes }) => createdBy !== null && compressedBytes !== null)).toBe(true);
    expect(config.history?.filter((line) => !line.empty_layer)).toHaveLength(layers.length);
  }
});

test('samples that are whole stay; a damaged one is made again, with the same bytes', async () => {
  const [first = '', second = ''] = made;
  const before = await digest(first);
  const untouched = await stat(second);
  await truncate(first, 1_000_000);
  await makeSamples(folder);
  expect(await digest(first)).toBe(before);
  expect((await stat(second)).mtimeMs).toBe(untouched.mtimeMs);
});

test('making them can be stopped, and leaves nothing behind', async () => {
  const elsewhere = path.join(folder, 'stopped');
  await expect(makeSamples(elsewhere, AbortSignal.timeout(50))).rejects.toMatchObject({ code: 'cancelled' });
  expect(await readdir(elsewhere)).toEqual([]);
});

const provenanceSchema = z.object({
  predicate: z.object({
    metadata: z.object({
      'https://mobyproject.org/buildkit@v1#metadata': z.object({
        source: z.object({
          locations: z.record(
            z.string(),
            z.object({
              locations: z.array(z.object({ ranges: z.array(z.object({ start: z.object({ line: z.number() }) })) })),
            }),
          ),
          infos: z.array(z.object({ data: z.base64() })),
        }),
        layers: z.record(z.string(), z.array(z.array(z.object({ digest: z.string() })))),
      }),
    }),
  }),
});

test('the attestation leads from each layer to the lines of the Dockerfile that made it', async () => {
  for (const file of made) {
    const archive = await openArchive(file, { signal });
    const { layers } = await archive.describe(null, undefined, signal);
    const { source, layers: madeBy } = (await provenanceIn(file)).predicate.metadata[
      'https://mobyproject.org/buildkit@v1#metadata'
    ];
    const dockerfile = Buffer.from(source.infos[0]?.data ?? '', 'base64')
      .toString()
      .split('\n');
    const steps = Object.entries(madeBy).map(([step, chains]) => ({
      step: step.replace(/:0$/, ''),
      chain: chains[0] ?? [],
    }));
    const digests = layers.map(({ bytes }) => bytes?.digest);
    for (const { step, chain } of steps) {
      expect(chain.map((layer) => layer.digest)).toEqual(digests.slice(0, chain.length));
      const line = source.locations[step]?.locations[0]?.ranges[0]?.start.line ?? 0;
      const createdBy = layers[chain.length - 1]?.createdBy ?? '';
      const instruction = dockerfile[line - 1]?.replace(/ \\$/, '') ?? '';
      if (step === 'step0') expect(instruction).toMatch(/^FROM /);
      else expect(createdBy.replace('/bin/sh -c ', '')).toContain(instruction);
    }
    expect(steps.at(-1)?.chain).toHaveLength(layers.length);
  }
});

/** Blobs are stored as they are, so the statement can be found in the archive's text. */
async function provenanceIn(file: string): Promise<z.infer<typeof provenanceSchema>> {
  const archive = await readFile(file, 'latin1');
  const start = archive.indexOf('{"_type":"https://in-toto.io/Statement');
  const end = archive.indexOf('\0', start);
  return provenanceSchema.parse(JSON.parse(archive.slice(start, end)));
}

async function digest(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
