import { z } from 'zod';
import type { EngineClient } from './client.ts';
import { unlessGone } from './containers.ts';

const createdSchema = z.object({ Id: z.string() });

/**
 * Makes a bridge network of its own.
 * @param options `internal`: nothing in it reaches anything outside of it
 * @returns its ID
 */
export async function createNetwork(
  client: EngineClient,
  options: { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly internal: boolean },
  signal: AbortSignal,
): Promise<string> {
  const { name, labels, internal } = options;
  const sends = { Name: name, Driver: 'bridge', Internal: internal, Labels: labels };
  const { Id } = await client.json('/networks/create', createdSchema, signal, { method: 'POST', sends });
  return Id;
}

/** One that is gone is no failure. */
export async function removeNetwork(client: EngineClient, id: string, signal: AbortSignal): Promise<void> {
  await unlessGone(client.act(`/networks/${id}`, signal, { method: 'DELETE' }));
}
