import { provideEngines } from '../../../scripts/test/provide-engines.ts';

const kinds = ['modern', 'classic'] as const;
export type EngineKind = (typeof kinds)[number];

export interface BenchEngine {
  readonly kind: EngineKind;
  /** As DOCKER_HOST has it. */
  readonly host: string;
  close(): Promise<void>;
}

export const isEngineKind = (text: string | undefined): text is EngineKind | undefined =>
  text === undefined || kinds.some((kind) => kind === text);

/**
 * An engine for the bench, found as by npm test; what else builds need of the machine is in the environment then.
 * @param wanted undefined for the first there is
 * @throws where there is none
 */
export async function openEngine(wanted: EngineKind | undefined): Promise<BenchEngine> {
  const engines = await provideEngines();
  Object.assign(process.env, engines.env);
  const found = kinds
    .filter((kind) => wanted === undefined || kind === wanted)
    .map((kind) => ({ kind, host: process.env[`ALIGERA_TEST_${kind.toUpperCase()}`] }))
    .find(({ host }) => host);
  if (found?.host !== undefined) return { kind: found.kind, host: found.host, close: () => engines.close() };
  await engines.close();
  throw new Error([...engines.missing.values()].join('; '));
}
