import type { EngineState } from '../answers.ts';
import type { VariantName } from '../rewrite-answers.ts';
import type { KeptVerification } from '../store/kept-verification.ts';
import { engineName } from '../verify/verify-variant.ts';

/** What a verdict is compared with. Nothing is computed for that: what is not known is taken for the same. */
export interface StateNow {
  readonly engine: EngineState;
  /** The digest of what was proposed last for the same question; null where nothing was. */
  readonly texts: (variant: VariantName) => string | null;
  /** Of what was handed over of the project; null where nothing is. */
  readonly project: string | null;
}

/** What changed since a verification was carried out, in words. */
export function staleWords({ job, about }: KeptVerification, now: StateNow): string[] {
  if (about === null) return [];
  const verified = [{ variant: job.asked.variant, texts: about.texts }, ...job.verdicts.map(({ subject }) => subject)];
  const rewritten = verified.filter(({ variant, texts }) => (now.texts(variant) ?? texts) !== texts);
  const variants = [...new Set(rewritten.map(({ variant }) => variant))];
  return [
    ...variants.map((variant) => `The Dockerfile or the ignore file of ${variant} is not the same any more.`),
    ...folderWords(about.project, now.project),
    ...engineWords(about.engine, now.engine),
  ];
}

/** @param before null where no folder was built */
function folderWords(before: string | null, now: string | null): string[] {
  if (before === null || before === now) return [];
  if (now === null) return ['The project’s folder is not handed over any more.'];
  return ['The project’s folder was read again, and is not the same any more.'];
}

function engineWords(before: string, engine: EngineState): string[] {
  const now = engine.state === 'connected' ? engineName(engine) : before;
  return now === before ? [] : [`It was verified on ${before}; now it is ${now}.`];
}
