import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createPlain } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { relayedReplySchema, unpackReply } from './relayed-reply.ts';
import { get } from './requests.ts';

const program = join(import.meta.dirname, 'relay-main.ts');
const relayed = async (...args: string[]) => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    program,
    ...args,
  ]);
  return JSON.parse(stdout);
};
const ask = async (port: number, path = '/') =>
  unpackReply(relayedReplySchema.parse(await relayed('ask', '127.0.0.1', `${port}`, JSON.stringify(get(path)))));

const web = createServer((request, answer) => {
  if (request.url === '/host') answer.end(request.headers.host);
  else answer.writeHead(201, { 'x-one': '1' }).end(Buffer.from([0, 255, 1]));
});
const greeting = createPlain((socket) =>
  socket
    .resume()
    .on('error', () => undefined)
    .end('220 ready\r\n'),
);
const portOf = async (server: typeof web | typeof greeting) => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};
afterAll(() => void web.close());

it('hands on an answer byte by byte, asked for as on the machine itself', async () => {
  const port = await portOf(web);
  const reply = await ask(port);
  expect(reply).toMatchObject({ kind: 'http', status: 201, body: Buffer.from([0, 255, 1]), bytes: 3 });
  expect(reply.kind === 'http' ? reply.headers : []).toContainEqual(['x-one', '1']);
  expect(await ask(port, '/host')).toMatchObject({ body: Buffer.from(`localhost:${port}`) });
});

it('hands on what is no HTTP, and that nobody answers', async () => {
  const port = await portOf(greeting);
  expect(await ask(port)).toEqual({ kind: 'other', bytes: Buffer.from('220 ready\r\n') });
  greeting.close();
  await once(greeting, 'close');
  expect(await ask(port)).toEqual({ kind: 'none', why: 'the connection was refused' });
});

it('lists no ports of a network that is another’s', async () => {
  expect(await relayed('ports', '203.0.113.77')).toBe(null);
});
