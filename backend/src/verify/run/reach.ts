import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { EngineClient } from '../../engine/client.ts';
import { execInContainer } from '../../engine/container-output.ts';
import { type ContainerState, createContainer, inspectContainer, startContainer } from '../../engine/containers.ts';
import { Failure } from '../../failure.ts';
import { ask } from './ask.ts';
import { isOpen, listedPorts, openPorts } from './listening-ports.ts';
import type { Reply } from './observation.ts';
import { relayedReplySchema, unpackReply } from './relayed-reply.ts';
import type { HttpRequest } from './settings.ts';

/**
 * How the ports of a container are looked at. `direct`: this machine is the engine's, and its bridge leads there.
 * `relay`: by a container that shares the network. `published`: by ports of the engine's machine, of an open network only.
 */
export type Way = 'direct' | 'relay' | 'published' | 'none';

export interface Reach {
  /** Those that are listened to; null where that is not known. */
  ports(signal: AbortSignal): Promise<number[] | null>;
  ask(port: number, request: HttpRequest, signal: AbortSignal): Promise<Reply>;
}

/** A program of the extension in the extension's own image, by which a relay is made. */
export interface RelayImage {
  readonly image: string;
  /** The program that runs `relay-main.ts`, and its arguments up to that file's path. */
  readonly command: readonly string[];
}

/** @param network ID of the container's network */
export function findWay(
  client: EngineClient,
  network: string,
  options: { readonly isolated: boolean; readonly relay: RelayImage | null },
): Way {
  // Docker names a network's bridge for it: where this machine has it, the way is sure.
  if (existsSync(`/sys/class/net/br-${network.slice(0, 12)}`)) return 'direct';
  if (options.relay !== null) return 'relay';
  return options.isolated || client.address.kind === 'ssh' ? 'none' : 'published';
}

export const unreachable: Reach = {
  ports: async () => null,
  ask: async () => ({ kind: 'none', why: 'it could not be reached' }),
};

/** @param named ports that the images or the person name */
export function reachDirectly({ ip, pid }: ContainerState, named: readonly number[]): Reach {
  if (ip === null) return unreachable;
  return {
    ports: async () => (await listedPorts(`/proc/${pid}/net`, ip)) ?? unlessNone(await openPorts(ip, named)),
    ask: async (port, request) => await ask(ip, port, request),
  };
}

/** @param published the ports of the engine's machine by those of the container */
export function reachPublished(client: EngineClient, published: ReadonlyMap<number, number>): Reach {
  const host = client.address.kind === 'tcp' ? client.address.host : '127.0.0.1';
  return {
    ports: async () => {
      const tried = await Promise.all(
        [...published].map(async ([port, there]) => ((await isOpen(host, there, 300)) ? [port] : [])),
      );
      return unlessNone(tried.flat().sort((a, b) => a - b));
    },
    ask: async (port, request) => {
      const there = published.get(port);
      if (there === undefined) return { kind: 'none', why: 'the port is not published' };
      return await ask(host, there, request, `localhost:${port}`);
    },
  };
}

/** Where some ports alone were tried, it may listen to others. */
const unlessNone = (ports: number[]) => (ports.length === 0 ? null : ports);

const secondsToHold = 1800;
const maxPrinted = 4 << 20;
const portsSchema = z.array(z.number()).nullable();

/** Starts a container that shares the network of another, to ask from there. */
export async function reachByRelay(
  client: EngineClient,
  { image, command }: RelayImage,
  tested: { readonly id: string; readonly ip: string },
  named: { readonly name: string; readonly labels: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<Reach> {
  const [program = 'node', ...args] = command;
  const relay = await createContainer(
    client,
    {
      ...named,
      image,
      env: [],
      entrypoint: [program],
      args: [...args, 'hold', String(secondsToHold)],
      network: `container:${tested.id}`,
      published: [],
      healthSeconds: null,
      memoryBytes: 256 << 20,
      cpus: 1,
      pids: 64,
    },
    signal,
  );
  const refused = await startContainer(client, relay, signal);
  if (refused !== null) throw new Failure('engine-error', `the relay of ${image} does not start: ${refused}`);
  const run = async <T>(words: readonly string[], schema: z.ZodType<T>, signal: AbortSignal): Promise<T> => {
    const { stdout, stderr, exitCode } = await execInContainer(
      client,
      relay,
      [...command, ...words],
      maxPrinted,
      signal,
    );
    if (exitCode === 0) return schema.parse(JSON.parse(stdout));
    throw new Failure('engine-error', `the relay of ${image} broke off: ${stderr.trim().slice(-500)}`);
  };
  return {
    ports: async (signal) => await run(['ports', tested.ip], portsSchema, signal),
    ask: async (port, request, signal) =>
      unpackReply(await run(['ask', tested.ip, String(port), JSON.stringify(request)], relayedReplySchema, signal)),
  };
}

const imageSchema = z.object({ Config: z.object({ Entrypoint: z.array(z.string()).nullish() }).nullish() });
const relayProgram = 'backend/src/verify/run/relay-main.ts';

/** The image of a relay, by its name; null where the engine has none of it. */
export async function relayImage(client: EngineClient, image: string, signal: AbortSignal): Promise<RelayImage | null> {
  try {
    const { Config } = await client.json(`/images/${image}/json`, imageSchema, signal);
    const [node = 'node'] = Config?.Entrypoint ?? [];
    return { image, command: [node, '--disable-warning=ExperimentalWarning', relayProgram] };
  } catch (error) {
    if (error instanceof Failure && error.code === 'not-found') return null;
    throw error;
  }
}

/** The image that this service itself runs in, where that is a container of the same engine. */
export async function ownImage(client: EngineClient, hostname: string, signal: AbortSignal): Promise<string | null> {
  if (!/^[0-9a-f]{12}$/.test(hostname)) return null;
  try {
    const { running, image, hostname: named } = await inspectContainer(client, hostname, signal);
    return running && named === hostname ? image : null;
  } catch (error) {
    if (error instanceof Failure && error.code === 'not-found') return null;
    throw error;
  }
}
