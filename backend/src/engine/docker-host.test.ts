import { expect, test } from 'vitest';
import { spellAddress } from './address.ts';
import { parseDockerHost } from './docker-host.ts';

const tls = { ca: 'CA', cert: null, key: null, verify: true };
const parse = (host: string) => parseDockerHost(host, null, 'DOCKER_HOST');

test.each([
  ['unix:///run/user/1000/docker.sock', { kind: 'socket', path: '/run/user/1000/docker.sock' }],
  ['npipe:////./pipe/docker_engine', { kind: 'socket', path: '\\\\.\\pipe\\docker_engine' }],
  ['tcp://10.0.0.1:2375', { kind: 'tcp', host: '10.0.0.1', port: 2375, tls: null }],
  ['tcp://engine.example:80', { kind: 'tcp', host: 'engine.example', port: 80, tls: null }],
  ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375, tls: null }],
  ['ssh://me@engine.example:2222', { kind: 'ssh', destination: 'ssh://me@engine.example:2222', socket: null }],
  ['ssh://engine.example/run/d.sock', { kind: 'ssh', destination: 'ssh://engine.example', socket: '/run/d.sock' }],
])('%s is read, and spelled the same again', (host, address) => {
  expect(parse(host)).toEqual(address);
  expect(spellAddress(parse(host))).toBe(host);
});

test('a port that is left out is 2375, and 2376 with TLS', () => {
  expect(parse('tcp://engine')).toMatchObject({ port: 2375 });
  expect(parseDockerHost('tcp://engine', tls, 'DOCKER_HOST')).toMatchObject({ port: 2376, tls });
});

test('an address without scheme is one of TCP', () => {
  expect(parse('localhost:2375')).toEqual({ kind: 'tcp', host: 'localhost', port: 2375, tls: null });
  expect(parse(':2375')).toEqual({ kind: 'tcp', host: 'localhost', port: 2375, tls: null });
});

test.each(['unix://relative', 'tcp://a:b', 'tcp://host:2375/path', 'fd://', 'http://x', 'ssh://me:secret@x', 'ssh://'])(
  '%s is refused with its source named',
  (host) => {
    expect(() => parse(host)).toThrow(
      expect.objectContaining({ code: 'bad-request', message: expect.stringContaining('DOCKER_HOST') }),
    );
  },
);

test('a name of a host cannot become an option of ssh', () => {
  expect(parse('ssh://-oProxyCommand=x')).toMatchObject({ destination: expect.stringMatching(/^ssh:\/\//) });
});
