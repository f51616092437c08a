import { engineRequest } from '../../testing/engine-request.ts';
import { readBuildLog } from './build-log.ts';
import { type BuildTexts, contextTar } from './context-tar.ts';

export type BuildOutcome =
  | { readonly state: 'built' }
  /** `why` is the builder's word, `log` all that the steps printed. */
  | { readonly state: 'failed'; readonly why: string; readonly log: string };

export interface ExampleBuild extends BuildTexts {
  readonly reference: string;
  /** The build context. */
  readonly folder: string;
  /** In which RUN reaches package registries: `default`, `host`, … */
  readonly network: string;
}

/** Builds with the engine's BuildKit. */
export async function buildExample(host: string, build: ExampleBuild): Promise<BuildOutcome> {
  const query = new URLSearchParams({
    version: '2',
    t: build.reference,
    rm: '1',
    ...(build.network === 'default' ? {} : { networkmode: build.network }),
  });
  const sent = { body: await contextTar(build.folder, build), type: 'application/x-tar' };
  const answer = await engineRequest(host, 'POST', `/build?${query}`, sent);
  const { error, text } = readBuildLog(answer.text);
  if (answer.status === 200 && error === null) return { state: 'built' };
  return { state: 'failed', why: error ?? answer.text, log: text };
}
