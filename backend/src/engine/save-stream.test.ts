import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { file, tarBytes } from '../../testing/tar-writer.ts';
import { openSaveStream } from './save-stream.ts';

const never = new AbortController().signal;
const tar = tarBytes([file('layer.tar', Buffer.alloc(100_000, 'x'))]);

let folder = '';
let server: Server;
let answer: Buffer[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aligera-save-'));
  server = createServer((request, response) => {
    response.setHeader('Api-Version', '1.41');
    for (const piece of request.url === '/_ping' ? [] : answer) response.write(piece);
    response.end();
  });
  server.listen(path.join(folder, 'docker.sock'));
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true });
});
const save = () =>
  buffer(openSaveStream({ kind: 'socket', path: path.join(folder, 'docker.sock') }, 'x', undefined, never));

test('a stream that ends as a tar stream does is handed on as it is', async () => {
  answer = [tar.subarray(0, 70_000), tar.subarray(70_000, -3), tar.subarray(-3)];
  expect((await save()).equals(tar)).toBe(true);
});

test('an engine that fails in the middle ends as if all were well, but for its error, and is found out', async () => {
  // As docker 28.5 does when it is shut down while it saves.
  const error = '{"errorDetail":{"message":"context canceled"},"error":"context canceled"}\r\n';
  answer = [tar.subarray(0, 50_000), Buffer.from(error)];
  await expect(save()).rejects.toMatchObject({
    code: 'engine-error',
    message: 'the engine broke off saving x: context canceled',
  });
});

test.each([0, 512, 50_000, tar.length - 1024])('a stream that ends after %i bytes is no whole one', async (bytes) => {
  answer = [tar.subarray(0, bytes)];
  await expect(save()).rejects.toMatchObject({ code: 'engine-error' });
});
