import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testEngines } from '../../testing/engines.ts';
import { type BuiltLayer, buildImage, buildLayer } from '../../testing/image-builder.ts';
import { loadImages, removeImage } from '../../testing/load-image.ts';
import { Relay } from '../../testing/relay.ts';
import { contentChunks, file } from '../../testing/tar-writer.ts';
import { blobInfo, readBlob } from './content-store.ts';
import type { Digest } from './described-image.ts';
import { parseDockerHost } from './docker-host.ts';
import { openLayerBytes } from './layer-bytes.ts';

const never = new AbortController().signal;
const nowhere: Digest = `sha256:${'0'.repeat(64)}`;
const megabyte = 1024 * 1024;

describe.each(testEngines().filter(({ name }) => name === 'modern'))(
  'the content store of the $name engine',
  (engine) => {
    const address = parseDockerHost(engine.host, null, engine.name);
    const reference = `aligera-test/content-store:${randomUUID().slice(0, 8)}`;
    let layer: BuiltLayer;
    let stored: Buffer;
    let relay: Relay;
    beforeAll(async () => {
      // Random bytes do not get smaller: the blob is larger than all windows and buffers on its way together.
      layer = await buildLayer([file('random', randomBytes(48 * megabyte))], { compression: 'none' });
      stored = Buffer.concat([...contentChunks(layer.content)]);
      await loadImages(engine, [{ image: buildImage([layer]), references: [reference] }]);
    });
    afterAll(() => removeImage(engine, reference));
    beforeEach(async () => {
      relay = await Relay.start(engine.host);
    });
    afterEach(() => relay.stop());
    const relayed = () => parseDockerHost(relay.host, null, 'relay');

    test('a blob is read byte for byte, several at once', async () => {
      const read = () => buffer(readBlob(address, layer.digest, {}, never));
      for (const bytes of await Promise.all([read(), read(), read()])) expect(bytes.equals(stored)).toBe(true);
    });

    test.each([
      [0, 1],
      [5, 0],
      [megabyte - 1, 2 * megabyte],
      [47 * megabyte, undefined],
    ])('from byte %i on, so many as asked for: %s', async (offset, size) => {
      const read = await buffer(
        readBlob(address, layer.digest, { offset, ...(size === undefined ? {} : { size }) }, never),
      );
      expect(read.equals(stored.subarray(offset, size === undefined ? undefined : offset + size))).toBe(true);
    });

    test('the size of a blob is known without reading it, and so is that it is not there', async () => {
      expect(await blobInfo(address, layer.digest, never)).toEqual({ digest: layer.digest, size: layer.size });
      expect(await blobInfo(address, nowhere, never)).toBeNull();
    });

    test('a blob that is not there is named', async () => {
      await expect(buffer(readBlob(address, nowhere, {}, never))).rejects.toMatchObject({
        code: 'blob-missing',
        message: expect.stringContaining(nowhere),
      });
    });

    test.each([
      [-1, 'more bytes'],
      [1, `${48 * megabyte}`.slice(0, 2)],
    ])('a layer whose size is wrong by %i in its manifest is damaged', async (wrong, found) => {
      const bytes = { from: 'content-store', engine: address, digest: layer.digest, size: layer.size + wrong } as const;
      await expect(buffer(openLayerBytes(bytes, never))).rejects.toMatchObject({
        code: 'layer-damaged',
        message: expect.stringContaining(found),
      });
    });

    test('an engine that is lost in the middle of a blob ends the reading with a failure', async () => {
      relay.cutAfter(8 * megabyte);
      const hash = createHash('sha256');
      const reading = (async () => {
        for await (const chunk of readBlob(relayed(), layer.digest, {}, never)) hash.update(chunk);
      })();
      await expect(reading).rejects.toMatchObject({
        code: 'engine-gone',
        message: expect.stringContaining(relay.path),
      });
    });

    test('cancelling ends the reading and the connection at once', async () => {
      const stop = new AbortController();
      const reading = readBlob(relayed(), layer.digest, {}, stop.signal);
      await reading.next();
      expect(relay.connections).toBe(1);
      stop.abort();
      // Nobody reads on, and still the connection goes.
      await expect.poll(() => relay.connections, { timeout: 60_000 }).toBe(0);
      await expect(reading.next()).rejects.toMatchObject({ code: 'cancelled' });
    });

    test('cancelling before the connection stands opens none', async () => {
      const stop = new AbortController();
      const reading = readBlob(relayed(), layer.digest, {}, stop.signal).next();
      stop.abort();
      await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
      await expect.poll(() => relay.connections, { timeout: 60_000 }).toBe(0);
    });

    test('leaving the loop early ends the connection', async () => {
      for await (const chunk of readBlob(relayed(), layer.digest, {}, never)) if (chunk.length > 0) break;
      await expect.poll(() => relay.connections, { timeout: 60_000 }).toBe(0);
    });

    test('what nobody reads stays with the engine', async () => {
      const before = process.memoryUsage().arrayBuffers;
      const reading = readBlob(relayed(), layer.digest, {}, never);
      await reading.next();
      await wait(500);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(24 * megabyte);
      await reading.return(undefined);
    });
  },
);

describe.each(testEngines().filter(({ name }) => name === 'classic'))('the $name engine', (engine) => {
  test('has no content store, and says so', async () => {
    const address = parseDockerHost(engine.host, null, engine.name);
    await expect(buffer(readBlob(address, nowhere, {}, never))).rejects.toMatchObject({ code: 'not-supported' });
  });
});
