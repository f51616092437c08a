import { Failure } from '../failure.ts';
import type { EngineAddress, TlsMaterial } from './address.ts';

/**
 * Reads an address as `DOCKER_HOST` and docker contexts have it: `unix://`, `npipe://`, `tcp://` or `ssh://`.
 * @param tls for `tcp://`; null for plain text
 * @param namedBy where the address comes from, for the failure
 * @throws Failure `bad-request` where it cannot be read
 */
export function parseDockerHost(host: string, tls: TlsMaterial | null, namedBy: string): EngineAddress {
  const scheme = /^([a-z]+):\/\//.exec(host)?.[1] ?? 'tcp';
  const rest = host.replace(/^[a-z]+:\/\//, '');
  switch (scheme) {
    case 'unix':
      if (rest.startsWith('/')) return { kind: 'socket', path: rest };
      break;
    case 'npipe':
      if (rest.startsWith('//')) return { kind: 'socket', path: rest.replaceAll('/', '\\') };
      break;
    case 'tcp': {
      const url = parseUrl(`http://${rest.startsWith(':') ? `localhost${rest}` : rest}`);
      if (url === null || url.pathname !== '/' || url.username !== '') break;
      // URL drops port 80, as it is the one of its scheme.
      const port = Number(url.port || (/:80\/?$/.test(rest) ? 80 : tls === null ? 2375 : 2376));
      return { kind: 'tcp', host: url.hostname.replace(/^\[|\]$/g, ''), port, tls };
    }
    case 'ssh': {
      const url = parseUrl(host);
      if (url === null || url.hostname === '' || url.password !== '' || url.search !== '') break;
      const destination = `ssh://${url.username === '' ? '' : `${url.username}@`}${url.host}`;
      return { kind: 'ssh', destination, socket: url.pathname.length > 1 ? url.pathname : null };
    }
  }
  throw new Failure('bad-request', `${namedBy} names the engine as ${JSON.stringify(host)}, which cannot be read`, {
    hint: 'Write it as unix:///path, npipe:////./pipe/name, tcp://host:port or ssh://user@host.',
  });
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
