import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { GivenFile } from '../src/dockerfile/recover/given.ts';
import { buildsOf, fetchBuildRecords } from '../src/engine/build-history.ts';
import { EngineClient } from '../src/engine/client.ts';
import { describeEngineImage } from '../src/engine/describe.ts';
import type { DescribedImage } from '../src/engine/described-image.ts';
import { parseDockerHost } from '../src/engine/docker-host.ts';
import { LocalImages } from '../src/engine/local-images.ts';
import { recoverDockerfile } from '../src/recover-dockerfile.ts';
import type { RecoveredDockerfile, RecoveryAnswer } from '../src/recovery-answers.ts';
import { removeRecord, solve } from './buildkit.ts';
import { engineRequest, engineSays } from './engine-request.ts';
import type { TestEngine } from './engines.ts';
import { removeImage } from './load-image.ts';
import { type TarredFile, tarOf } from './tar-of.ts';

const never = new AbortController().signal;

/** Told apart from all other runs, so that no build of another one is the same. */
export const run = randomUUID().slice(0, 8);

export const contextFile = (path: string, text: string): TarredFile => ({
  path,
  mode: 0o644,
  content: Buffer.from(text),
});

/** The line that made each layer, `base` for those of the base. */
export const originsOf = ({ lines }: RecoveredDockerfile) =>
  lines.layers.map((origin) => ('startLine' in origin ? origin.startLine : origin.kind));

/** Builds images on an engine, recovers their Dockerfiles, and leaves nothing behind. */
export class RecoveryStage {
  readonly engine: TestEngine;
  readonly client: EngineClient;
  #images = new LocalImages();
  readonly #context: readonly TarredFile[];
  readonly #names = new Set<string>();

  /** @param context files beside every Dockerfile */
  constructor(engine: TestEngine, context: readonly TarredFile[]) {
    this.engine = engine;
    this.#context = context;
    this.client = new EngineClient(parseDockerHost(engine.host, null, engine.name));
  }

  name(word: string): string {
    const name = `aligera-test/recover-${word}:${run}`;
    this.#names.add(name);
    return name;
  }

  describe(reference: string): Promise<DescribedImage> {
    return describeEngineImage(this.client, reference, undefined, never);
  }

  async recover(reference: string, given: GivenFile | null = null): Promise<RecoveryAnswer> {
    const image = await this.describe(reference);
    const locals = { images: this.#images, client: this.client };
    const parts = { image, engine: this.client, archive: null, locals, file: given, buildxFolder: null };
    return recoverDockerfile(parts, never);
  }

  /** The engine has other images now. */
  listAnew(): void {
    this.#images = new LocalImages();
  }

  async recovered(reference: string, given: GivenFile | null = null): Promise<RecoveredDockerfile> {
    const { dockerfile } = await this.recover(reference, given);
    if (dockerfile.state === 'none') throw new Error(dockerfile.why);
    return dockerfile;
  }

  /** As people build who give no options. */
  async buildPlainly(reference: string, text: string, more: readonly [string, string][] = []): Promise<void> {
    const query = new URLSearchParams({ version: '2', t: reference, networkmode: 'none', rm: '1' });
    for (const [name, value] of more) query.set(name, value);
    const body = tarOf([contextFile('Dockerfile', text), ...this.#context]);
    const answer = await engineRequest(this.engine.host, 'POST', `/build?${query}`, {
      body,
      type: 'application/x-tar',
    });
    await engineSays(answer, `build ${reference}`);
  }

  /** With provenance, as `docker buildx build --provenance=mode=…` does. */
  buildAttested(reference: string, mode: 'min' | 'max', text: string): Promise<string> {
    const files = [contextFile('Dockerfile', text), ...this.#context];
    const attributes = { 'attest:provenance': `mode=${mode}`, 'build-arg:SIZE': '2000' };
    return solve(this.engine.host, { name: reference, files, attributes });
  }

  /** Forgets the builds that made this image, and no others. */
  async forgetBuilds(reference: string): Promise<void> {
    const image = await this.describe(reference);
    const records = await fetchBuildRecords(this.client.address, never);
    for (const { ref } of buildsOf(records ?? [], image)) await removeRecord(this.engine.host, ref);
    expect(buildsOf((await fetchBuildRecords(this.client.address, never)) ?? [], image)).toEqual([]);
  }

  async clean(): Promise<void> {
    for (const name of this.#names) {
      const present = await engineRequest(this.engine.host, 'GET', `/images/${name}/json`);
      if (present.status !== 200) continue;
      if (this.engine.name === 'modern') await this.forgetBuilds(name);
      await removeImage(this.engine, name);
    }
    await this.client.close();
  }
}
