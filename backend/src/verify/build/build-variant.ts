import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildSecret, buildElsewhere } from '../../engine/build/build-elsewhere.ts';
import { type BuildRequest, buildImage } from '../../engine/build/build-image.ts';
import { BuildProgress } from '../../engine/build/build-progress.ts';
import { type Builder, type Environment, engineDriver } from '../../engine/build/builders.ts';
import type { EngineClient } from '../../engine/client.ts';
import { imageIdOf, loadArchive } from '../../engine/load-image.ts';
import { imageLabelsOf, imageNameOf, type Maker } from '../../engine/made-here.ts';
import type { AskedPaths } from '../../project/asked-paths.ts';
import type { TextFile } from '../../project/choose-packed.ts';
import { isInside } from '../../project/read-context.ts';
import type { SuggestedEdit } from '../../rewrite-answers.ts';
import type { BuildContextReport, BuildFailure, BuildReport } from '../../verify-answers.ts';
import { askedOfContext, type BuiltHow, buildOptions } from './asked-of-context.ts';
import { buildFailure, buildStep } from './build-failure.ts';
import { ContextDigest } from './context-digest.ts';
import type { ContextSource } from './context-source.ts';
import { stepLines } from './step-lines.ts';

/** `buildArgs`, `target` and `platform` as the original had them. */
export interface VariantBuild extends BuiltHow {
  /** What is built: a variant, or the starting Dockerfile. */
  readonly dockerfile: string;
  readonly ignoreFile: TextFile | null;
  readonly edits: readonly Pick<SuggestedEdit, 'id' | 'to'>[];
  /** The Dockerfile's path in the context; where it is from elsewhere only its name. */
  readonly filename: string;
  /** The network of RUN. */
  readonly network: string;
  readonly seconds: number;
  readonly maker: Maker;
  /** A word for the image's name: that of the variant. */
  readonly name: string;
}

export type BuiltVariant =
  /** The image's ID, and what it is called. */
  { readonly state: 'built'; readonly image: string; readonly reference: string } | FailedVariantBuild;

interface FailedVariantBuild {
  readonly state: 'failed';
  readonly failure: BuildFailure;
}

/** Another builder than the engine's own, by the docker CLI. */
export interface Elsewhere {
  /** One of an engine is of the engine that the image is brought to: see `hasBuilderOfItsOwn`. */
  readonly builder: Builder;
  readonly secrets: readonly BuildSecret[];
  /** Where the docker CLI finds what it goes by. */
  readonly environment: Environment;
}

/** The build of a variant, and what is told of it while it goes on. */
export class VariantBuilder {
  readonly #build: VariantBuild;
  readonly #progress = new BuildProgress();
  readonly #linesOf: ReturnType<typeof stepLines>;
  readonly #digest: ContextDigest;
  #context: BuildContextReport | null = null;

  constructor(build: VariantBuild) {
    this.#build = build;
    this.#linesOf = stepLines(build.dockerfile, buildOptions(build));
    this.#digest = new ContextDigest([
      this.#dockerfilePath,
      `${this.#dockerfilePath}.dockerignore`,
      '.dockerignore',
      ...(build.ignoreFile === null ? [] : [build.ignoreFile.path]),
    ]);
  }

  /** Grows with all that `report` has new. */
  get revision(): number {
    return this.#progress.revision;
  }

  /** As `VerdictSubject.context` has it: known when all of it was sent. */
  get contextDigest(): string | null {
    return this.#digest.value;
  }

  get #dockerfilePath(): string {
    const { filename } = this.#build;
    return isInside(filename) ? filename : 'Dockerfile';
  }

  /** @param now milliseconds since 1970 */
  report(now: number): BuildReport {
    const steps = this.#progress.steps(now).map((step) => buildStep(step, this.#linesOf));
    return { steps, context: this.#context };
  }

  /**
   * Builds with the engine's own BuildKit.
   * @throws Failure `cancelled`, those of the connection and those of the context
   */
  async run(client: EngineClient, context: ContextSource, signal: AbortSignal): Promise<BuiltVariant> {
    const { maker, name } = this.#build;
    const reference = imageNameOf(name, maker);
    const asked = await askedOfContext(client, this.#build.dockerfile, this.#build, signal);
    const request = { ...(await this.#request(asked, context, signal)), reference };
    const outcome = await buildImage(client, request, this.#progress, signal);
    if (outcome.state === 'built') return { state: 'built', image: outcome.image, reference };
    return this.#failed(outcome);
  }

  /**
   * Builds with a builder of the docker CLI, whose bases this engine need not know, and brings the image to the engine.
   * @throws Failure `cancelled`, `not-supported` where there is no CLI, those of the connection and those of the context
   */
  async runElsewhere(
    client: EngineClient,
    { builder, secrets, environment }: Elsewhere,
    context: ContextSource,
    signal: AbortSignal,
  ): Promise<BuiltVariant> {
    const { maker, name } = this.#build;
    const reference = imageNameOf(name, maker);
    const folder = await mkdtemp(join(tmpdir(), 'aligera-built-'));
    try {
      const archive = builder.driver === engineDriver ? null : join(folder, 'image.tar');
      const asked = await this.#request({ how: 'everything' }, context, signal);
      const request = { ...asked, reference, builder: builder.name, secrets, archive };
      const outcome = await buildElsewhere(request, environment, this.#progress, signal);
      if (outcome.state === 'failed') return this.#failed(outcome);
      if (archive !== null) await loadArchive(client, archive, signal);
      return { state: 'built', image: await imageIdOf(client, reference, signal), reference };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #request(
    asked: AskedPaths,
    context: ContextSource,
    signal: AbortSignal,
  ): Promise<Omit<BuildRequest, 'reference'>> {
    const { ignoreFile, maker, buildArgs, target, platform, network, seconds } = this.#build;
    const dockerfile = { path: this.#dockerfilePath, text: this.#build.dockerfile };
    const { archive, report } = await context({ dockerfile, ignoreFile, asked }, signal);
    this.#context = report;
    const labels = imageLabelsOf(maker);
    const passing = this.#digest.passing(archive);
    return { context: passing, dockerfile: dockerfile.path, labels, buildArgs, target, platform, network, seconds };
  }

  #failed({ said, timedOut }: { readonly said: string; readonly timedOut: boolean }): FailedVariantBuild {
    const { dockerfile, edits } = this.#build;
    const failed = { dockerfile, options: buildOptions(this.#build), edits, said, timedOut, linesOf: this.#linesOf };
    return { state: 'failed', failure: buildFailure({ ...failed, steps: this.#progress.steps(Date.now()) }) };
  }
}
