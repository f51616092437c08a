import type { EngineClient } from '../../engine/client.ts';
import { containerOutput } from '../../engine/container-output.ts';
import {
  type ContainerState,
  createContainer,
  inspectContainer,
  processorTime,
  removeContainer,
  startContainer,
} from '../../engine/containers.ts';
import { createNetwork, removeNetwork } from '../../engine/networks.ts';
import { buildIdOf } from './build-id.ts';
import {
  findWay,
  type Reach,
  type RelayImage,
  reachByRelay,
  reachDirectly,
  reachPublished,
  unreachable,
  type Way,
} from './reach.ts';
import type { RunSettings } from './settings.ts';

export const sideNames = ['original', 'again', 'variant'] as const;
export type SideName = (typeof sideNames)[number];

export interface SidePlan {
  /** Begins the names of all that is made for it. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  readonly settings: RunSettings;
  /** That the images or the person name. */
  readonly ports: readonly number[];
  readonly hasHealthCheck: boolean;
  readonly relay: RelayImage | null;
}

/** Often enough to be known while a person waits; each time it prints what it always prints. */
const healthSeconds = 2;
export const maxPrintedBytes = 256 << 10;
const tidySeconds = 60;

/** One container in a network of its own, and what is known of it. */
export class Side {
  readonly #client: EngineClient;
  readonly #plan: SidePlan;
  readonly #network: string;
  readonly id: string;
  readonly way: Way;
  readonly createdAt = Date.now();
  startError: string | null = null;
  state: ContainerState;
  /** Of what it runs; null where it has none. */
  buildId: string | null = null;
  reach: Reach = unreachable;

  private constructor(
    client: EngineClient,
    plan: SidePlan,
    made: { network: string; id: string; way: Way; state: ContainerState },
  ) {
    this.#client = client;
    this.#plan = plan;
    this.#network = made.network;
    this.id = made.id;
    this.way = made.way;
    this.state = made.state;
  }

  /** What is begun to be made is made to the end, so that it can be taken away again: `remove` must follow in any case. */
  static async create(client: EngineClient, plan: SidePlan): Promise<Side> {
    const signal = AbortSignal.timeout(tidySeconds * 1000);
    const { name, labels, image, settings } = plan;
    const isolated = settings.network === 'isolated';
    const network = await createNetwork(client, { name, labels, internal: isolated }, signal);
    const way = findWay(client, network, { isolated, relay: plan.relay });
    const id = await createContainer(
      client,
      {
        name,
        labels,
        image,
        env: Object.entries(settings.env).map(([name, value]) => `${name}=${value}`),
        entrypoint: settings.entrypoint,
        args: settings.args,
        network,
        published: way === 'published' ? plan.ports : [],
        healthSeconds: plan.hasHealthCheck ? healthSeconds : null,
        memoryBytes: settings.memoryBytes,
        cpus: settings.cpus,
        pids: settings.pids,
      },
      signal,
    );
    return new Side(client, plan, { network, id, way, state: await inspectContainer(client, id, signal) });
  }

  /** Takes away what was made for it, also what was made in part. */
  static async remove(client: EngineClient, name: string): Promise<void> {
    const signal = AbortSignal.timeout(tidySeconds * 1000);
    // The relay first, as it is in the other's network; the network last, as nothing may be in it.
    const removals = [
      () => removeContainer(client, relayName(name), signal),
      () => removeContainer(client, name, signal),
      () => removeNetwork(client, name, signal),
    ];
    const failed: unknown[] = [];
    for (const remove of removals) await remove().catch((error) => failed.push(error));
    if (failed.length > 0) throw failed[0];
  }

  async start(signal: AbortSignal): Promise<void> {
    this.startError = await startContainer(this.#client, this.id, signal);
    await this.look(signal);
    this.buildId = await buildIdOf(this.#client, this.id, this.state.workingDir, signal);
    if (this.startError === null && this.state.running) this.reach = await this.#findReach(signal);
  }

  async look(signal: AbortSignal): Promise<void> {
    this.state = await inspectContainer(this.#client, this.id, signal);
  }

  async printed(signal: AbortSignal) {
    return await containerOutput(this.#client, this.id, maxPrintedBytes, signal);
  }

  /** Used so far, in milliseconds; null where it does not run any more. */
  async processorTime(signal: AbortSignal): Promise<number | null> {
    return await processorTime(this.#client, this.id, signal);
  }

  get running(): boolean {
    return this.startError === null && this.state.running;
  }

  /** What it alone is called. */
  get names(): string[] {
    const { hostname, addresses, ip } = this.state;
    const { name } = this.#plan;
    return [
      name,
      this.id,
      this.id.slice(0, 12),
      this.#network.slice(0, 12),
      ...addresses,
      // The engine's machine, as it is seen from within: the first address of the network.
      ...(ip === null ? [] : [ip.replace(/\d+$/, '1')]),
      ...(hostname === null ? [] : [hostname]),
    ];
  }

  async #findReach(signal: AbortSignal): Promise<Reach> {
    const { ip, published } = this.state;
    switch (this.way) {
      case 'direct':
        return reachDirectly(this.state, this.#plan.ports);
      case 'published':
        return reachPublished(this.#client, published);
      case 'relay': {
        const { relay, name, labels } = this.#plan;
        if (relay === null || ip === null) return unreachable;
        return await reachByRelay(this.#client, relay, { id: this.id, ip }, { name: relayName(name), labels }, signal);
      }
      case 'none':
        return unreachable;
    }
  }
}

const relayName = (name: string) => `${name}-relay`;
