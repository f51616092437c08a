import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findEngine } from './address.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'aligera-home-'));
});
afterEach(() => rm(home, { recursive: true }));

function write(file: string, content: unknown): void {
  const target = path.join(home, '.docker', file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content));
}

function writeContext(name: string, host: string, tls: Record<string, string> = {}): void {
  const place = createHash('sha256').update(name).digest('hex');
  write(`contexts/meta/${place}/meta.json`, {
    Name: name,
    Endpoints: { docker: { Host: host, SkipTLSVerify: false } },
  });
  for (const [file, pem] of Object.entries(tls)) write(`contexts/tls/${place}/docker/${file}`, pem);
}

test('without any setting it is the default socket', async () => {
  const found = await findEngine({}, home);
  expect(found).toEqual({ address: { kind: 'socket', path: '/var/run/docker.sock' }, foundBy: '/var/run/docker.sock' });
});

test('the current context is followed', async () => {
  write('config.json', { currentContext: 'desktop-linux' });
  writeContext('desktop-linux', 'unix:///home/me/.docker/desktop/docker.sock');
  expect(await findEngine({}, home)).toEqual({
    address: { kind: 'socket', path: '/home/me/.docker/desktop/docker.sock' },
    foundBy: 'context desktop-linux',
  });
});

test('DOCKER_CONTEXT goes before the current context, and DOCKER_HOST before both', async () => {
  write('config.json', { currentContext: 'one' });
  writeContext('one', 'unix:///one');
  writeContext('two', 'unix:///two');
  expect(await findEngine({ DOCKER_CONTEXT: 'two' }, home)).toMatchObject({ foundBy: 'context two' });
  const both = { DOCKER_CONTEXT: 'two', DOCKER_HOST: 'unix:///three' };
  expect(await findEngine(both, home)).toEqual({ address: { kind: 'socket', path: '/three' }, foundBy: 'DOCKER_HOST' });
});

test('DOCKER_CONTEXT=default means the default socket', async () => {
  write('config.json', { currentContext: 'one' });
  expect(await findEngine({ DOCKER_CONTEXT: 'default' }, home)).toMatchObject({ foundBy: '/var/run/docker.sock' });
});

test('the certificates of a context go with it', async () => {
  writeContext('far', 'tcp://far.example:2376', { 'ca.pem': 'CA', 'cert.pem': 'CERT', 'key.pem': 'KEY' });
  const tls = { ca: 'CA', cert: 'CERT', key: 'KEY', verify: true };
  expect((await findEngine({ DOCKER_CONTEXT: 'far' }, home)).address).toEqual({
    kind: 'tcp',
    host: 'far.example',
    port: 2376,
    tls,
  });
});

test('DOCKER_TLS_VERIFY takes certificates from DOCKER_CERT_PATH', async () => {
  write('certs/ca.pem', 'CA');
  const env = { DOCKER_HOST: 'tcp://far', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: path.join(home, '.docker/certs') };
  expect((await findEngine(env, home)).address).toMatchObject({
    port: 2376,
    tls: { ca: 'CA', cert: null, key: null, verify: true },
  });
});

test('a context that does not exist is named', async () => {
  const finding = findEngine({ DOCKER_CONTEXT: 'gone' }, home);
  await expect(finding).rejects.toMatchObject({ code: 'engine-absent', message: expect.stringContaining('"gone"') });
});

test('a configuration that is damaged is passed over, as the CLI does', async () => {
  write('config.json', '{"currentContext": ');
  expect(await findEngine({}, home)).toMatchObject({ foundBy: '/var/run/docker.sock' });
});

test('DOCKER_CONFIG names another folder for all of it', async () => {
  write('other/config.json', { currentContext: 'one' });
  const finding = findEngine({ DOCKER_CONFIG: path.join(home, '.docker/other') }, home);
  await expect(finding).rejects.toMatchObject({ code: 'engine-absent' });
});
