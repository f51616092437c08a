import { buildImage } from '../../src/engine/build/build-image.ts';
import { BuildProgress } from '../../src/engine/build/build-progress.ts';
import { EngineClient } from '../../src/engine/client.ts';
import { parseDockerHost } from '../../src/engine/docker-host.ts';
import { folderContext } from '../../src/verify/build/context-source.ts';

/** The text of the Dockerfile, and the ignore file where it is to be another than the folder's. */
export interface BuildTexts {
  readonly dockerfile: string;
  readonly ignoreFile: { readonly path: string; readonly text: string } | null;
}

export type ExampleOutcome =
  | { readonly state: 'built' }
  /** `why` is the builder's word, `log` what the steps printed last. */
  | { readonly state: 'failed'; readonly why: string; readonly log: string };

export interface ExampleBuild extends BuildTexts {
  readonly reference: string;
  /** The build context. */
  readonly folder: string;
  /** In which RUN reaches package registries: `default`, `host`, … */
  readonly network: string;
}

const secondsAtMost = 3600;

/** Builds with the engine's BuildKit, as the product does. */
export async function buildExample(host: string, build: ExampleBuild): Promise<ExampleOutcome> {
  const { reference, folder, network, ignoreFile } = build;
  const { signal } = new AbortController();
  const client = new EngineClient(parseDockerHost(host, null, 'the bench'));
  const progress = new BuildProgress();
  try {
    const dockerfile = { path: 'Dockerfile', text: build.dockerfile };
    const asked = { how: 'everything' } as const;
    const { archive } = await folderContext(folder)({ dockerfile, ignoreFile, asked }, signal);
    const plain = { labels: {}, buildArgs: {}, target: null, platform: null, seconds: secondsAtMost };
    const request = { context: archive, dockerfile: dockerfile.path, reference, network, ...plain };
    const outcome = await buildImage(client, request, progress, signal);
    if (outcome.state === 'built') return { state: 'built' };
    const told = progress.steps(Date.now()).flatMap(({ name, log }) => ['', name, ...log]);
    return { state: 'failed', why: outcome.said, log: `${told.join('\n')}\n` };
  } finally {
    await client.close();
  }
}
