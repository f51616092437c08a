import { z } from 'zod';
import type { EngineState } from '../answers.ts';
import type { EngineClient } from './client.ts';

const versionSchema = z.object({ Version: z.string(), Os: z.string(), Arch: z.string() });
const infoSchema = z.object({ Driver: z.string(), DriverStatus: z.array(z.array(z.string())).nullish() });

export type ConnectedEngine = Extract<EngineState, { state: 'connected' }>;

/**
 * @param foundBy how the address was found, for people
 * @throws Failure `not-supported` (too old) and the failures of the connection
 */
export async function engineState(
  client: EngineClient,
  foundBy: string,
  signal: AbortSignal,
): Promise<ConnectedEngine> {
  const [apiVersion, version, store] = await Promise.all([
    client.apiVersion(signal),
    client.json('/version', versionSchema, signal),
    imageStore(client, signal),
  ]);
  const platform = `${version.Os}/${version.Arch}`;
  return { state: 'connected', version: version.Version, apiVersion, platform, ...store, foundBy };
}

/** An engine with the containerd image store says so in the status of its driver. */
export async function imageStore(
  client: EngineClient,
  signal: AbortSignal,
): Promise<Pick<ConnectedEngine, 'imageStore' | 'driver'>> {
  const { Driver, DriverStatus } = await client.json('/info', infoSchema, signal);
  const containerd = (DriverStatus ?? []).some(
    ([name, value]) => name === 'driver-type' && value?.startsWith('io.containerd.snapshotter'),
  );
  return { imageStore: containerd ? 'containerd' : 'graph-driver', driver: Driver };
}
