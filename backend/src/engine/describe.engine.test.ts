import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { blobPath } from '../../testing/archive-builder.ts';
import { build, ensureBuilt, everyChange } from '../../testing/built-images.ts';
import { engineRequest } from '../../testing/engine-request.ts';
import { testEngines } from '../../testing/engines.ts';
import { buildAttestation, buildImage, buildIndex, buildLayer } from '../../testing/image-builder.ts';
import { loadImages, removeImage } from '../../testing/load-image.ts';
import { tarOf } from '../../testing/tar-of.ts';
import { file } from '../../testing/tar-writer.ts';
import { EngineClient } from './client.ts';
import { describeEngineImage } from './describe.ts';
import { parseDockerHost } from './docker-host.ts';

const never = new AbortController().signal;
const arm = { os: 'linux', architecture: 'arm64', variant: 'v8' };

describe.each(testEngines())('on the $name engine', (engine) => {
  const client = new EngineClient(parseDockerHost(engine.host, null, engine.name));
  const loaded = new Set<string>();
  afterAll(async () => {
    for (const reference of loaded) await removeImage(engine, reference);
    await client.close();
  });
  /** A name for an image that goes away after the tests. */
  const name = (word: string) => {
    const reference = `aligera-test/describe-${word}:${randomUUID().slice(0, 8)}`;
    loaded.add(reference);
    return reference;
  };
  const layer = (text: string) => buildLayer([file(`${text}-${randomUUID()}`, text)], { createdBy: `RUN ${text}` });
  const describeImage = (id: string, platform?: string) => describeEngineImage(client, id, platform, never);

  test('an image that BuildKit made is described with its layers and their lines', async () => {
    const reference = await ensureBuilt(engine.host, everyChange);
    const image = await describeImage(reference);
    const inspected = JSON.parse((await engineRequest(engine.host, 'GET', `/images/${reference}/json`)).text);
    expect(image).toMatchObject({ id: inspected.Id, reference, config: { os: inspected.Os } });
    expect(image.layers.map((each) => each.diffId)).toEqual(inspected.RootFS.Layers);
    expect(image.source).toBe(engine.name === 'modern' ? 'content-store' : 'save-stream');
    expect(image.layers.map((each) => each.bytes?.from)).toEqual(
      Array(everyChange.layerCount).fill(engine.name === 'modern' ? 'content-store' : undefined),
    );
    const commands = image.layers.map((each) => each.createdBy?.replace('RUN /bin/sh -c ', '').split(' ')[0]);
    // The first is the base's.
    expect(commands.slice(1)).toEqual(['mkdir', 'rm', 'yes', 'chown', 'chmod', 'touch', 'mv', 'rm', 'rm', 'COPY']);
  });

  test('the ID, a part of it and the tag name the same image', async () => {
    const reference = await ensureBuilt(engine.host, everyChange);
    const image = await describeImage(reference);
    expect(await describeImage(image.id)).toEqual(image);
    expect(await describeImage(image.id.slice('sha256:'.length, 22))).toEqual(image);
  });

  test('an image that is not there is named', async () => {
    await expect(describeImage('aligera-test/nothing:1')).rejects.toMatchObject({
      code: 'image-not-found',
      message: expect.stringContaining('aligera-test/nothing:1'),
    });
  });

  test('an image that was removed a moment ago is not found', async () => {
    const reference = name('removed');
    await loadImages(engine, [{ image: buildImage([await layer('gone')]), references: [reference] }]);
    const { id } = await describeImage(reference);
    await removeImage(engine, reference);
    await expect(describeImage(id)).rejects.toMatchObject({ code: 'image-not-found' });
  });

  test('lines of a Dockerfile stay with their layers on a base that has no history', async () => {
    const [base, made] = [name('no-history'), name('on-no-history')];
    const layers = [await layer('a'), await layer('b'), await layer('c')];
    await loadImages(engine, [{ image: buildImage(layers, { history: null }), references: [base] }]);
    const text = (path: string, content: string) => ({ path, mode: 0o644, content: Buffer.from(content) });
    const dockerfile = `FROM ${base}\nCOPY x /x\nENV A=b\nCOPY y /y\n`;
    await build(engine.host, made, tarOf([text('Dockerfile', dockerfile), text('x', 'x'), text('y', randomUUID())]));
    const image = await describeImage(made);
    expect(image.layers.map((each) => each.createdBy)).toEqual([
      ...[null, null, null],
      'COPY x /x # buildkit',
      'COPY y /y # buildkit',
    ]);
  });

  test('a platform that the image is not for is refused, with those that are there', async () => {
    const reference = await ensureBuilt(engine.host, everyChange);
    await expect(describeImage(reference, 'linux/s390x')).rejects.toMatchObject({
      code: 'platform-not-available',
      message: expect.stringMatching(/not here for linux\/s390x; here for: linux\//),
    });
  });

  describe.runIf(engine.name === 'modern')('with an image of several platforms', () => {
    async function loadTwo(word: string, absent: 'nothing' | 'arm' | 'amd', nested = false) {
      const amdImage = buildImage([await layer('amd')]);
      const armImage = buildImage([await layer('arm'), await layer('arm too')], { platform: arm });
      const statement = {
        _type: 'https://in-toto.io/Statement/v0.1',
        predicateType: 'https://x.example',
        subject: [],
        predicate: {},
      };
      const index = buildIndex([armImage, amdImage, buildAttestation(amdImage, [statement])]);
      const reference = name(word);
      await loadImages(engine, [{ image: nested ? buildIndex([index]) : index, references: [reference] }], (files) => {
        const image = { nothing: null, arm: armImage, amd: amdImage }[absent];
        if (image === null) return;
        for (const blob of [image, image.config, ...image.layers]) files.delete(blobPath(blob));
      });
      return { reference, amdImage, armImage };
    }

    test('the one of the engine is taken, or the one that is asked for', async () => {
      const { reference, armImage } = await loadTwo('two', 'nothing');
      const own = JSON.parse((await engineRequest(engine.host, 'GET', '/version')).text);
      expect((await describeImage(reference)).platform).toMatch(`${own.Os}/${own.Arch}`);
      const image = await describeImage(reference, 'linux/arm64');
      expect(image.platform).toBe('linux/arm64/v8');
      expect(image.layers.map((each) => each.diffId)).toEqual(armImage.layers.map((each) => each.diffId));
    });

    test('an index inside an index is followed', async () => {
      const { reference, armImage } = await loadTwo('nested', 'nothing', true);
      const image = await describeImage(reference, 'linux/arm64');
      expect(image.layers.map((each) => each.diffId)).toEqual(armImage.layers.map((each) => each.diffId));
    });

    test('one that was not pulled is refused, with the one that was', async () => {
      const { reference } = await loadTwo('half', 'arm');
      await expect(describeImage(reference, 'linux/arm64')).rejects.toMatchObject({
        code: 'platform-not-available',
        message: expect.stringContaining('here for: linux/amd64'),
      });
    });

    test('where the engine’s own was not pulled, the one that was is taken', async () => {
      const { reference } = await loadTwo('foreign', 'amd');
      expect((await describeImage(reference)).platform).toBe('linux/arm64/v8');
    });
  });

  describe.runIf(engine.name === 'modern')('with layers that are not there', () => {
    async function loadWithout(word: string, mediaType?: string) {
      const layers = [
        await layer('kept'),
        await buildLayer([file(randomUUID(), 'lost')], mediaType === undefined ? {} : { mediaType }),
      ];
      const image = buildImage(layers);
      const reference = name(word);
      const load = loadImages(engine, [{ image, references: [reference] }], (files) => {
        for (const lost of layers.slice(1)) files.delete(blobPath(lost));
      });
      // The engine keeps what it was given, and says that it cannot unpack it.
      await load.catch((error) => expect(String(error)).toContain('not found'));
      return { image, reference };
    }

    test('the image is left to the save stream, with what the manifest says of it', async () => {
      const { image, reference } = await loadWithout('no-layer');
      const described = await describeImage(reference);
      expect(described.source).toBe('save-stream');
      expect(described.layers.map(({ bytes, compressedBytes }) => ({ bytes, compressedBytes }))).toEqual(
        image.layers.map((each) => ({ bytes: null, compressedBytes: each.size })),
      );
    });

    test('a layer that its vendor keeps is refused', async () => {
      const { reference } = await loadWithout('foreign', 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip');
      await expect(describeImage(reference)).rejects.toMatchObject({ code: 'not-supported' });
    });
  });
});
