import { existsSync } from 'node:fs';
import path from 'node:path';
import { contextAddress, currentContext, readTls } from './docker-context.ts';
import { parseDockerHost } from './docker-host.ts';

/** How to reach an engine. Plain data, so that workers can dial for themselves. */
export type EngineAddress =
  /** A unix socket, or a named pipe of Windows. */
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: TlsMaterial | null }
  /** `destination` as ssh takes it; `socket` is the engine's socket over there, null for the default one. */
  | { readonly kind: 'ssh'; readonly destination: string; readonly socket: string | null };

/** PEM texts. */
export interface TlsMaterial {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly verify: boolean;
}

/** The address as `DOCKER_HOST` spells it. */
export function spellAddress(address: EngineAddress): string {
  switch (address.kind) {
    case 'socket':
      return address.path.startsWith('\\\\')
        ? `npipe://${address.path.replaceAll('\\', '/')}`
        : `unix://${address.path}`;
    case 'tcp':
      return `tcp://${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
    case 'ssh':
      return `${address.destination}${address.socket ?? ''}`;
  }
}

export interface FoundEngine {
  readonly address: EngineAddress;
  /** For people: `DOCKER_HOST`, `context desktop-linux`, `/var/run/docker.sock`. */
  readonly foundBy: string;
}

const defaultSocket = '/var/run/docker.sock';
const defaultPipe = '\\\\.\\pipe\\docker_engine';

/**
 * Finds the engine as the docker CLI does: `DOCKER_HOST`, then `DOCKER_CONTEXT`, then the current context, then the
 * default socket. Whether anything answers there is not tried.
 * @throws Failure `bad-request` where the address cannot be read, `engine-absent` where the context does not exist
 */
export async function findEngine(env: NodeJS.ProcessEnv, home: string): Promise<FoundEngine> {
  const folder = env.DOCKER_CONFIG || path.join(home, '.docker');
  if (env.DOCKER_HOST) {
    const secure = env.DOCKER_TLS_VERIFY || env.DOCKER_TLS;
    const tls = secure ? await readTls(env.DOCKER_CERT_PATH || folder, Boolean(env.DOCKER_TLS_VERIFY)) : null;
    return { address: parseDockerHost(env.DOCKER_HOST, tls, 'DOCKER_HOST'), foundBy: 'DOCKER_HOST' };
  }
  const context = env.DOCKER_CONTEXT || (await currentContext(folder));
  if (context && context !== 'default') {
    return { address: await contextAddress(folder, context), foundBy: `context ${context}` };
  }
  const socket = defaultSocketPath(home);
  return { address: { kind: 'socket', path: socket }, foundBy: socket };
}

function defaultSocketPath(home: string): string {
  if (process.platform === 'win32') return defaultPipe;
  // Docker Desktop makes the default socket only where it is allowed to.
  const desktop = path.join(home, '.docker/run/docker.sock');
  return !existsSync(defaultSocket) && existsSync(desktop) ? desktop : defaultSocket;
}
