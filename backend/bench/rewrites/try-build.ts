import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildTexts, buildExample } from './build-example.ts';
import type { Example } from './examples.ts';
import { type MeasuredSizes, measureImage } from './measure.ts';
import { runExample } from './run-example.ts';

export interface Workshop {
  /** The engine, as DOCKER_HOST has it. */
  readonly host: string;
  readonly network: string;
  /** For the indexes of layers. */
  readonly cache: string;
  /** For what failed builds and containers printed. */
  readonly logs: string;
}

export type Tried =
  | { readonly state: 'works'; readonly sizes: MeasuredSizes; readonly seconds: number }
  /** It was built, so it can be measured, but its container does not do what it should. */
  | { readonly state: 'fails'; readonly sizes: MeasuredSizes; readonly why: string; readonly log: string }
  | { readonly state: 'not-built'; readonly sizes: null; readonly why: string; readonly log: string };

/** Builds an example by a Dockerfile, checks that its container works, and measures the image. */
export async function tryBuild(shop: Workshop, example: Example, tag: string, texts: BuildTexts): Promise<Tried> {
  const { host, network, cache } = shop;
  const reference = referenceOf(example, tag);
  const begun = performance.now();
  const built = await buildExample(host, { ...texts, reference, folder: example.folder, network });
  if (built.state === 'failed') {
    const log = await keepLog(shop, example, tag, built.log);
    return { state: 'not-built', sizes: null, why: firstLine(built.why), log };
  }
  const seconds = (performance.now() - begun) / 1000;
  const ran = await runExample(host, reference, example.run);
  const sizes = await measureImage(host, reference, cache);
  if (ran.state === 'works') return { state: 'works', sizes, seconds };
  return { state: 'fails', sizes, why: firstLine(ran.why), log: await keepLog(shop, example, tag, ran.log) };
}

export function referenceOf({ name }: Example, tag: string): string {
  return `aligera-example/${name}:${tag}`;
}

async function keepLog({ logs }: Workshop, { name }: Example, tag: string, text: string): Promise<string> {
  const file = join(logs, `${name}-${tag}.log`);
  await writeFile(file, text);
  return file;
}

const firstLine = (text: string) => text.trim().split('\n')[0] ?? '';
