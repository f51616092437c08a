import { findChromium } from './chromium.ts';
import { type ProvidedEngines, provideEngines } from './provide-engines.ts';

/** What the last stages need of the machine. It is fetched and started while the first ones run. */
export interface Preparation {
  engines(): Promise<ProvidedEngines>;
  chromium(): Promise<string | null>;
  /** Ends the engines that were started for this run. */
  close(): Promise<void>;
}

/** @param wanted whether any stage asks for it: nothing is started otherwise */
export function prepare(wanted: { engines: boolean; chromium: boolean }): Preparation {
  // What is said of it would come between the lines of a stage that has nothing to do with it.
  let kept: string[] | null = [];
  const say = (text: string) => (kept === null ? process.stderr.write(text) : kept.push(text));
  const aloud = () => {
    for (const text of kept ?? []) process.stderr.write(text);
    kept = null;
  };
  const engines = wanted.engines ? provideEngines(say) : null;
  // One after the other: both may install packages of the machine.
  const chromium = wanted.chromium ? Promise.resolve(engines).then(() => findChromium(say)) : null;
  // Who asks for it is told of its failure.
  for (const begun of [engines, chromium]) begun?.catch(() => undefined);
  return {
    engines() {
      aloud();
      return engines ?? provideEngines(say);
    },
    chromium() {
      aloud();
      return chromium ?? findChromium(say);
    },
    async close() {
      await chromium?.catch(() => undefined);
      await (await engines)?.close();
    },
  };
}
