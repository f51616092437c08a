import type { EngineState } from '../answers.ts';
import type { KeptVerification } from '../store/kept-verification.ts';
import { engineName } from '../verify/verify-variant.ts';
import type { VerificationJob } from '../verify-answers.ts';
import type { Projects } from './projects.ts';
import type { Proposals } from './proposals.ts';

/** A verification with what changed since it was carried out. Nothing is computed for that: only what is known is compared. */
export function withStale(
  { job, about }: KeptVerification,
  engine: EngineState,
  proposals: Proposals,
  projects: Projects,
): VerificationJob {
  if (about === null) return { ...job, stale: [] };
  const { analysis, asked, verdicts } = job;
  const now = engine.state === 'connected' ? engineName(engine) : null;
  const texts = new Map([
    [asked.variant, about.texts],
    ...verdicts.map(({ subject }) => [subject.variant, subject.texts] as const),
  ]);
  const rewritten = [...texts].filter(([variant, before]) => {
    const proposed = proposals.texts(analysis, asked.dropped, variant);
    return proposed !== null && proposed !== before;
  });
  return {
    ...job,
    stale: [
      ...rewritten.map(([variant]) => `The Dockerfile or the ignore file of ${variant} is not the same any more.`),
      ...folderWords(about.project, projects.digest(analysis)),
      ...(now === null || now === about.engine ? [] : [`It was verified on ${about.engine}; now it is ${now}.`]),
    ],
  };
}

/** @param before null where no folder was built */
function folderWords(before: string | null, now: string | null): string[] {
  if (before === null || before === now) return [];
  return [
    now === null
      ? 'The project’s folder is not handed over any more.'
      : 'The project’s folder was read again, and is not the same any more.',
  ];
}
