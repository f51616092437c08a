import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { EngineClient } from './client.ts';

/** A container as it is created here: within limits, and without anything of the machine it runs on. */
export interface ContainerSpec {
  readonly name: string;
  /** By it the container is found again when whoever made it is gone. */
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  /** `NAME=value`, beside what the image sets. */
  readonly env: readonly string[];
  /** Null for the image's own. */
  readonly entrypoint: readonly string[] | null;
  readonly args: readonly string[] | null;
  /** A network's ID or name, or `container:ID` to share that one's. */
  readonly network: string;
  /** TCP ports that the engine's machine takes connections at for the container, each at a free port of its own. */
  readonly published: readonly number[];
  /** How often the image's health check is asked; null for an image that has none. */
  readonly healthSeconds: number | null;
  readonly memoryBytes: number;
  readonly cpus: number;
  readonly pids: number;
}

const createdSchema = z.object({ Id: z.string() });
/** What a container prints is kept by the engine; more than this is let go. */
const keptOutput = { Type: 'json-file', Config: { 'max-size': '8m', 'max-file': '1' } };

/** @returns the container's ID */
export async function createContainer(client: EngineClient, spec: ContainerSpec, signal: AbortSignal): Promise<string> {
  const ports = spec.published.map((port) => `${port}/tcp`);
  // A port of an engine on this machine is for this machine only.
  const binding = [{ HostIp: client.address.kind === 'socket' ? '127.0.0.1' : '', HostPort: '' }];
  const created = await client.json('/containers/create', createdSchema, signal, {
    method: 'POST',
    absent: 'image-not-found',
    query: { name: spec.name },
    sends: {
      Image: spec.image,
      Env: spec.env,
      Labels: spec.labels,
      ...(spec.entrypoint === null ? {} : { Entrypoint: spec.entrypoint }),
      ...(spec.args === null ? {} : { Cmd: spec.args }),
      // Its test is the image's: only how often it is asked is said here, as the engine asks twice a minute by itself.
      ...(spec.healthSeconds === null ? {} : { Healthcheck: { Interval: spec.healthSeconds * 1e9 } }),
      ...(ports.length === 0 ? {} : { ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])) }),
      HostConfig: {
        NetworkMode: spec.network,
        PortBindings: Object.fromEntries(ports.map((port) => [port, binding])),
        Memory: spec.memoryBytes,
        // The same as the memory: no swap.
        MemorySwap: spec.memoryBytes,
        NanoCpus: Math.round(spec.cpus * 1e9),
        PidsLimit: spec.pids,
        SecurityOpt: ['no-new-privileges'],
        LogConfig: keptOutput,
      },
    },
  });
  return created.Id;
}

/**
 * Starts a container.
 * @returns null, or what the engine said where it cannot be started, as its program is not in the image
 * @throws Failure of the connection, `cancelled`
 */
export async function startContainer(client: EngineClient, id: string, signal: AbortSignal): Promise<string | null> {
  try {
    await client.act(`/containers/${id}/start`, signal, { method: 'POST' });
    return null;
  } catch (error) {
    if (!(error instanceof Failure) || !['engine-error', 'not-found', 'bad-request'].includes(error.code)) throw error;
    return error.message.replace(/^the engine says: /, '');
  }
}

const inspectedSchema = z.object({
  Config: z.object({ Hostname: z.string().nullish(), Image: z.string().nullish(), WorkingDir: z.string().nullish() }),
  Image: z.string(),
  State: z.object({
    Status: z.string(),
    Running: z.boolean(),
    OOMKilled: z.boolean().nullish(),
    ExitCode: z.number(),
    Pid: z.number(),
    Health: z.object({ Status: z.string() }).nullish(),
  }),
  NetworkSettings: z.object({
    Networks: z
      .record(
        z.string(),
        z.object({
          IPAddress: z.string().nullish(),
          GlobalIPv6Address: z.string().nullish(),
          MacAddress: z.string().nullish(),
        }),
      )
      .nullish(),
    Ports: z.record(z.string(), z.array(z.object({ HostPort: z.string() })).nullable()).nullish(),
  }),
});

export interface ContainerState {
  /** Of the image that it was made of. */
  readonly image: string;
  readonly hostname: string | null;
  readonly workingDir: string;
  readonly running: boolean;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** As the engine's machine counts processes; 0 where it does not run. */
  readonly pid: number;
  /** `starting`, `healthy` or `unhealthy`; null where the image has no health check. */
  readonly health: string | null;
  /** Of the one network that it is in; null where it has none, or does not run. */
  readonly ip: string | null;
  /** All that the container alone is known by. */
  readonly addresses: readonly string[];
  /** The ports of the engine's machine by the published ports of the container. */
  readonly published: ReadonlyMap<number, number>;
}

/** @throws Failure `not-found` where it is gone */
export async function inspectContainer(client: EngineClient, id: string, signal: AbortSignal): Promise<ContainerState> {
  const { Config, Image, State, NetworkSettings } = await client.json(
    `/containers/${encodeURIComponent(id)}/json`,
    inspectedSchema,
    signal,
  );
  const networks = Object.values(NetworkSettings.Networks ?? {});
  const published = Object.entries(NetworkSettings.Ports ?? {}).flatMap(([port, bound]): [number, number][] => {
    const there = bound?.[0]?.HostPort;
    return there === undefined || !port.endsWith('/tcp') ? [] : [[Number.parseInt(port, 10), Number(there)]];
  });
  return {
    image: Image,
    hostname: Config.Hostname || null,
    workingDir: Config.WorkingDir || '/',
    running: State.Running,
    exitCode: State.ExitCode,
    outOfMemory: State.OOMKilled ?? false,
    pid: State.Pid,
    health: State.Health?.Status && State.Health.Status !== 'none' ? State.Health.Status : null,
    ip: networks.map(({ IPAddress }) => IPAddress).find(Boolean) ?? null,
    addresses: networks
      .flatMap(({ IPAddress, GlobalIPv6Address, MacAddress }) => [IPAddress, GlobalIPv6Address, MacAddress])
      .flatMap((address) => (address ? [address] : [])),
    published: new Map(published),
  };
}

/** Ends a container, and takes it away with its volumes; one that is gone is no failure. */
export async function removeContainer(client: EngineClient, id: string, signal: AbortSignal): Promise<void> {
  await unlessGone(client.act(`/containers/${id}`, signal, { method: 'DELETE', query: { force: '1', v: '1' } }));
}

const topSchema = z.object({ Titles: z.array(z.string()), Processes: z.array(z.array(z.string())).nullish() });

export interface RunningProcess {
  readonly pid: number;
  readonly uid: string;
  readonly title: string;
}

/**
 * The processes of a container, as the engine's machine sees them: nothing of the image is needed.
 * @returns null where it does not run any more, or its machine has no `ps` that tells users by number
 */
export async function containerProcesses(
  client: EngineClient,
  id: string,
  signal: AbortSignal,
): Promise<RunningProcess[] | null> {
  const query = { ps_args: '-eo pid,uid,args' };
  const top = await unlessRefused(client.json(`/containers/${id}/top`, topSchema, signal, { query }));
  if (top === null) return null;
  return (top.Processes ?? []).flatMap(([pid = '', uid = '', ...title]) =>
    title.length === 0 ? [] : [{ pid: Number(pid), uid, title: title.join(' ') }],
  );
}

const statsSchema = z.object({ cpu_stats: z.object({ cpu_usage: z.object({ total_usage: z.number() }) }) });

/**
 * The processor time that a container has used, of all its processes, in milliseconds.
 * @returns null where it does not run any more
 */
export async function processorTime(client: EngineClient, id: string, signal: AbortSignal): Promise<number | null> {
  const query = { stream: 'false', 'one-shot': 'true' };
  const stats = await unlessRefused(client.json(`/containers/${id}/stats`, statsSchema, signal, { query }));
  return stats === null ? null : stats.cpu_stats.cpu_usage.total_usage / 1e6;
}

const changesSchema = z.array(z.object({ Path: z.string(), Kind: z.number() })).nullable();

export interface ChangedPath {
  readonly path: string;
  readonly kind: 'changed' | 'added' | 'deleted';
}

/** What was written, changed or taken away in the container's own layer; not what went to its volumes. */
export async function changedPaths(client: EngineClient, id: string, signal: AbortSignal): Promise<ChangedPath[]> {
  const kinds = ['changed', 'added', 'deleted'] as const;
  const changes = (await client.json(`/containers/${id}/changes`, changesSchema, signal)) ?? [];
  return changes.map(({ Path, Kind }) => ({ path: Path, kind: kinds[Kind] ?? 'changed' }));
}

export async function unlessGone(done: Promise<void>): Promise<void> {
  try {
    await done;
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'not-found')) throw error;
  }
}

/** Null where the engine refuses, as the container does not run any more. */
async function unlessRefused<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Failure && (error.code === 'engine-error' || error.code === 'not-found')) return null;
    throw error;
  }
}
