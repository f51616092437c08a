import { isDeepStrictEqual } from 'node:util';
import type { EngineState } from '../answers.ts';
import { type EngineAddress, findEngine } from '../engine/address.ts';
import { EngineClient } from '../engine/client.ts';
import { engineState } from '../engine/engine-state.ts';
import { Failure } from '../failure.ts';

/** Where the engine is looked for: what the docker CLI looks at. */
export interface EngineChoice {
  readonly environment: NodeJS.ProcessEnv;
  readonly home: string;
}

/** The engine as it is right now: looked for again each time, as it may come, go, or be another one. */
export class EngineLink {
  readonly #choice: EngineChoice;
  #client: EngineClient | null = null;

  constructor(choice: EngineChoice) {
    this.#choice = choice;
  }

  /** @throws Failure where there is no engine, or it may not be spoken to */
  async client(signal: AbortSignal): Promise<EngineClient> {
    const { address } = await this.#find();
    const client = await this.#clientAt(address);
    await client.apiVersion(signal);
    return client;
  }

  async state(signal: AbortSignal): Promise<EngineState> {
    try {
      const { foundBy } = await this.#find();
      return await engineState(await this.client(signal), foundBy, signal);
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'cancelled') throw error;
      return { state: 'absent', failure: error.report() };
    }
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }

  async #clientAt(address: EngineAddress): Promise<EngineClient> {
    const before = this.#client;
    if (before !== null && isDeepStrictEqual(before.address, address)) return before;
    const client = new EngineClient(address);
    this.#client = client;
    await before?.close();
    return client;
  }

  #find() {
    return findEngine(this.#choice.environment, this.#choice.home);
  }
}
