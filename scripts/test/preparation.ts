import { buildUi } from '../build-ui.ts';
import { findChromium } from './chromium.ts';
import { type ProvidedEngines, provideEngines } from './provide-engines.ts';

export type Need = 'engines' | 'chromium' | 'page';

/** What stages need of the machine. It is fetched, started and built while others run that need less. */
export interface Preparation {
  engines(): Promise<ProvidedEngines>;
  chromium(): Promise<string | null>;
  /** The extension's page, built once for all stages that look at it. */
  page(): Promise<unknown>;
  /** Ends the engines that were started for this run. */
  close(): Promise<void>;
}

/** Begins with what is needed at once. @param say gets what is said of it */
export function prepare(needs: ReadonlySet<Need>, say: (text: string) => void): Preparation {
  const engines = once(() => provideEngines(say));
  // One after the other: both may install packages of the machine.
  const chromium = once(() => Promise.resolve(needs.has('engines') ? engines() : null).then(() => findChromium(say)));
  const page = once(buildUi);
  const begun = { engines, chromium, page };
  // Who waits for it is told of its failure.
  for (const need of needs) begun[need]().catch(() => undefined);
  return {
    ...begun,
    async close() {
      if (!needs.has('engines')) return;
      if (needs.has('chromium')) await chromium().catch(() => undefined);
      await (await engines()).close();
    },
  };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
