import type { VerificationJob } from '@aligera/backend/src/verify-answers.ts';
import { useEffect, useRef, useState } from 'react';
import { isUnderWay } from '../../api/verifications.ts';
import { visibleName } from '../../display/visible-name.ts';
import { variantWords } from '../rewrite/rewrite-words.ts';
import { verdictWords } from './verdict-words.ts';

/** Tells screen readers what a verification came to, once: what happens meanwhile would only be noise. */
export function OutcomeStatus({ jobs }: { jobs: readonly VerificationJob[] }) {
  const awaited = useRef(new Set<string>());
  const [said, setSaid] = useState('');
  useEffect(() => {
    for (const job of jobs) {
      if (isUnderWay(job)) awaited.current.add(job.id);
      else if (awaited.current.delete(job.id)) setSaid(outcomeWords(job));
    }
  }, [jobs]);
  return (
    <span className="visually-hidden" role="status">
      {said}
    </span>
  );
}

function outcomeWords({ asked, outcome, verdicts }: VerificationJob): string {
  const title = variantWords[asked.variant].title;
  switch (outcome.state) {
    case 'failed':
      return `${title} could not be tried: ${visibleName(outcome.failure.message)}`;
    case 'cancelled':
      return `${title}: cancelled`;
    default: {
      if (asked.what === 'edits') return `${title}: its changes are measured`;
      const words = verdicts.map(
        ({ subject, kind }) => `${variantWords[subject.variant].title}: ${verdictWords[kind].title}`,
      );
      return [...words, visibleName(verdicts.at(-1)?.sentences[0] ?? '')].join('. ');
    }
  }
}
