import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { blobPath } from '../../testing/archive-builder.ts';
import { engineRequest, engineSays } from '../../testing/engine-request.ts';
import { testEngines } from '../../testing/engines.ts';
import { type BuiltLayer, buildAttestation, buildImage, buildIndex, buildLayer } from '../../testing/image-builder.ts';
import { loadImages, removeImage } from '../../testing/load-image.ts';
import { file } from '../../testing/tar-writer.ts';
import type { ImageSummary } from '../answers.ts';
import { EngineClient } from './client.ts';
import { parseDockerHost } from './docker-host.ts';
import { listImages } from './images.ts';

const never = new AbortController().signal;
const run = randomUUID().slice(0, 8);
const named = (word: string) => `aligera-test/list-${word}:${run}`;
const statement = { _type: 'https://in-toto.io/Statement/v0.1', predicateType: 'x', subject: [], predicate: {} };

describe.each(testEngines())('the list of the $name engine', (engine) => {
  const modern = engine.name === 'modern';
  const client = new EngineClient(parseDockerHost(engine.host, null, engine.name));
  let shared: BuiltLayer;
  let own: BuiltLayer;
  let container = '';
  let images: readonly Omit<ImageSummary, 'analysis'>[] = [];
  const find = (reference: string) => images.find(({ references }) => references.includes(reference));

  beforeAll(async () => {
    shared = await buildLayer([file('shared', randomBytes(50_000))]);
    own = await buildLayer([file('own', randomBytes(20_000))]);
    const other = await buildLayer([file('other', randomBytes(10_000))]);
    const one = { image: buildImage([shared, own]), references: [named('one'), named('also-one')] };
    await loadImages(engine, [one, { image: buildImage([shared, other]), references: [named('two')] }]);
    const created = await engineRequest(engine.host, 'POST', '/containers/create', {
      body: JSON.stringify({ Image: named('two'), Cmd: ['x'] }),
      type: 'application/json',
    });
    await engineSays(created, 'create a container');
    container = z.object({ Id: z.string() }).parse(JSON.parse(created.text)).Id;
    images = await listImages(client, never);
  });
  afterAll(async () => {
    await engineRequest(engine.host, 'DELETE', `/containers/${container}?force=1`);
    for (const word of ['one', 'also-one', 'two', 'platforms', 'dangling']) await removeImage(engine, named(word));
    await client.close();
  });

  test('has one row for each image ID, as many as the CLI counts beside those of verifications', async () => {
    const rows = z
      .array(z.object({ Id: z.string(), Labels: z.record(z.string(), z.string()).nullable() }))
      .parse(JSON.parse((await engineRequest(engine.host, 'GET', '/images/json')).text))
      .filter(({ Labels }) => Labels?.['io.aligera.verification.image'] === undefined);
    expect(new Set((await listImages(client, never)).map(({ id }) => id))).toEqual(new Set(rows.map(({ Id }) => Id)));
    expect(new Set(images.map(({ key }) => key)).size).toBe(images.length);
  });

  test('names an image by all its tags, with date and platform', () => {
    expect(find(named('one'))).toMatchObject({
      references: expect.arrayContaining([named('one'), named('also-one')]),
      dangling: false,
      created: '2026-01-15T09:30:00.000Z',
      platforms: [{ platform: 'linux/amd64', available: true }],
      archiveName: null,
      sample: false,
    });
  });

  test('counts the containers of an image, running or not', () => {
    expect(find(named('one'))?.containers).toBe(0);
    expect(find(named('two'))?.containers).toBe(1);
  });

  test('tells what is transferred, unpacked, on disk and shared', () => {
    const sizes = find(named('one'))?.sizes;
    if (!modern) {
      // A graph driver counts the bytes of files, and keeps nothing compressed.
      expect(sizes).toEqual({
        transferBytes: null,
        unpackedBytes: 70_000,
        onDiskBytes: 70_000,
        sharedBytes: expect.toSatisfy((bytes) => bytes === 50_000 || bytes === null),
      });
      return;
    }
    // The containerd store counts whole blocks of unpacked files, and blobs with the documents that name them.
    const { unpackedBytes = 0, onDiskBytes = 0, sharedBytes = 0 } = sizes ?? {};
    expect(sizes?.transferBytes).toBe(shared.size + own.size);
    expect(unpackedBytes).toBeGreaterThan(70_000);
    expect(unpackedBytes).toBeLessThan(70_000 + 10 * 4096);
    const documents = (onDiskBytes ?? 0) - (unpackedBytes ?? 0) - shared.size - own.size;
    expect(documents).toBeGreaterThan(500);
    expect(documents).toBeLessThan(5000);
    expect(sharedBytes).toBeGreaterThan(50_000 + shared.size);
    expect(sharedBytes).toBeLessThan(50_000 + 5 * 4096 + shared.size);
  });

  test('tells an image that lost its name as dangling', async () => {
    const first = buildImage([await buildLayer([file('first', run)])]);
    await loadImages(engine, [{ image: first, references: [named('dangling')] }]);
    const id = (await listImages(client, never)).find(({ references }) => references.includes(named('dangling')))?.id;
    const second = buildImage([await buildLayer([file('second', run)])]);
    await loadImages(engine, [{ image: second, references: [named('dangling')] }]);
    const dangling = (await listImages(client, never)).find((image) => image.id === id);
    expect(dangling).toMatchObject({ dangling: true, references: [] });
    await removeImage(engine, dangling?.id ?? '');
  });

  test.runIf(modern)('tells which platforms were pulled, and leaves attestations out', async () => {
    const amd = buildImage([await buildLayer([file('amd', run)])]);
    const arm = buildImage([await buildLayer([file('arm', run)])], {
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
    });
    const image = buildIndex([arm, amd, buildAttestation(amd, [statement])]);
    await loadImages(engine, [{ image, references: [named('platforms')] }], (files) => {
      for (const blob of [arm, arm.config, ...arm.layers]) files.delete(blobPath(blob));
    });
    images = await listImages(client, never);
    expect(find(named('platforms'))).toMatchObject({
      platforms: [
        { platform: 'linux/arm64/v8', available: false },
        { platform: 'linux/amd64', available: true },
      ],
      sizes: { transferBytes: amd.layers[0]?.size },
    });
  });
});
