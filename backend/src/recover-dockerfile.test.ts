import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeLegacyDockerArchive, writeOciArchive } from '../testing/archive-builder.ts';
import { buildImage, buildLayer } from '../testing/image-builder.ts';
import { makeSamples, samples } from '../testing/samples.ts';
import { file } from '../testing/tar-writer.ts';
import { openArchive } from './engine/archives/open-archive.ts';
import { recoverDockerfile } from './recover-dockerfile.ts';

const never = new AbortController().signal;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-recover-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function recover(path: string) {
  const archive = await openArchive(path, { signal: never });
  try {
    const image = await archive.describe(null, undefined, never);
    const parts = { image, engine: null, archive, locals: null, file: null, buildxFolder: null };
    return { image, ...(await recoverDockerfile(parts, never)) };
  } finally {
    await archive.close();
  }
}

describe('the samples', () => {
  let paths: string[];
  beforeAll(async () => {
    paths = await makeSamples(folder);
  });

  test.each(samples)('$name: its Dockerfile, which line made which layer, and its base', async ({ name, recipe }) => {
    const { base, head, steps, baseName } = recipe();
    const path = paths.find((one) => basename(one) === name) ?? '';
    const { dockerfile, boundary } = await recover(path);
    if (dockerfile.state === 'none') throw new Error(dockerfile.why);
    const text = `${head}${steps.map((step) => `${step.dockerfile}\n`).join('')}`;
    expect(dockerfile).toMatchObject({ source: 'attestation', exactness: 'exact', text, filename: 'Dockerfile' });
    const baseLayers = base.filter(({ entries }) => entries !== undefined).length;
    expect(boundary).toMatchObject({ state: 'known', layers: baseLayers, name: baseName, how: 'provenance' });
    const lines = text.split('\n');
    const made = dockerfile.lines.layers.slice(baseLayers).map((origin) => {
      if (origin.kind !== 'instruction') throw new Error(origin.kind);
      return lines.slice(origin.startLine - 1, origin.endLine).join('\n');
    });
    expect(made).toEqual(steps.filter(({ entries }) => entries !== undefined).map(({ dockerfile: step }) => step));
  });
});

const layers = () =>
  Promise.all([
    buildLayer([file('a', 'base')], { createdBy: 'ADD rootfs.tar / # buildkit' }),
    buildLayer([file('b', 'own')], { createdBy: 'RUN /bin/sh -c make # buildkit' }),
  ]);

test('an archive without provenance gives what its history tells', async () => {
  const path = join(folder, 'legacy.tar');
  await writeLegacyDockerArchive(path, [{ image: buildImage(await layers()) }]);
  const { dockerfile, boundary } = await recover(path);
  expect(dockerfile).toMatchObject({
    source: 'reconstruction',
    text: '# What FROM named is lost, and no image here is it.\nFROM scratch\nADD rootfs.tar /\nRUN make\n',
    rejected: [
      { source: 'file' },
      { source: 'build-history' },
      { source: 'attestation' },
      { source: 'engine-attestations' },
    ],
  });
  expect(boundary).toMatchObject({ state: 'unknown', why: expect.stringContaining('no engine') });
});

test('an image that tells nothing gives nothing, and why', async () => {
  const path = join(folder, 'silent.tar');
  await writeOciArchive(path, [{ image: buildImage(await layers(), { history: null }) }]);
  const { dockerfile } = await recover(path);
  expect(dockerfile).toMatchObject({ state: 'none', why: expect.stringContaining('the image has no history') });
});
