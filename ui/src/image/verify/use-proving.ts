import type { ImageSource } from '@aligera/backend/src/answers.ts';
import type { ShownProject } from '@aligera/backend/src/project/handed-over.ts';
import type { VariantName } from '@aligera/backend/src/rewrite-answers.ts';
import { useState } from 'react';
import { isUnderWay, usePlan, useStartVerification, useVerifications } from '../../api/verifications.ts';
import { useRemembered } from '../../app/remembered.ts';
import { measuredEffects, newestVerdict } from './found-verdicts.ts';
import { readSettings } from './settings/read-settings.ts';
import { useSettings } from './settings/use-settings.ts';

export type Proving = ReturnType<typeof useProving>;
type What = 'verdict' | 'edits';

/** All that is known of proving the shown variant, and the way to begin it. */
export function useProving(
  analysis: string,
  shown: {
    /** Null as long as it is not known. */
    readonly source: ImageSource | null;
    readonly variant: VariantName;
    readonly dropped: readonly string[];
    readonly project: ShownProject | null;
    /** The variant for the latest choices is not there yet. */
    readonly isStale: boolean;
  },
) {
  const { source, variant, dropped, project } = shown;
  const canRun = source?.kind === 'engine';
  const jobs = useVerifications(analysis, canRun);
  const plan = usePlan(analysis, variant, dropped, canRun && !shown.isStale);
  const [written, setWritten] = useSettings(analysis);
  const [stepBack, setStepBack] = useRemembered('verify-step-back', (stored) => stored === true);
  const start = useStartVerification(analysis);
  /** What is asked for before it is begun, as it takes much disk. */
  const [asking, setAsking] = useState<What | null>(null);
  const read = readSettings(written);
  const known = jobs.data ?? [];
  const underWay = known.filter(isUnderWay);
  const found = newestVerdict(known, variant, dropped);
  const folder = project?.kind === 'folder' ? project.path : null;
  const why = blocked({
    source,
    isStale: shown.isStale,
    planFailed: plan.isError,
    needs: plan.data?.needs ?? null,
    folder,
    hasErrors: Object.keys(read.errors).length > 0,
    isStarting: start.isPending,
    isUnderWay: underWay.some(({ asked }) => asked.variant === variant),
  });
  const begin = (what: What) => {
    setAsking(null);
    start.mutate({
      analysis,
      variant,
      dropped: [...dropped],
      what,
      stepBack: what === 'verdict' && stepBack,
      budgetMinutes: read.budgetMinutes,
      buildNetwork: written.buildNetwork,
      buildMinutes: read.buildMinutes,
      settings: read.run,
      folder: plan.data?.needs === 'none' ? null : folder,
    });
  };
  return {
    canRun,
    source,
    jobs,
    known,
    underWay,
    found,
    isProven: found !== null && found.verdict.kind === 'proven' && found.job.stale.length === 0,
    /** What each change saved, by its ID, where that was measured. */
    effects: measuredEffects(known, variant, dropped),
    plan,
    folder,
    written,
    setWritten,
    errors: read.errors,
    stepBack,
    setStepBack,
    start,
    asking,
    stopAsking: () => setAsking(null),
    begin,
    /** Why it cannot be begun now; null where it can. */
    blocked: why,
    /** Begins, or asks first where it takes much disk. */
    prove: (what: What) => (plan.data?.disk.asks ? setAsking(what) : begin(what)),
  };
}

function blocked(now: {
  source: ImageSource | null;
  isStale: boolean;
  planFailed: boolean;
  needs: 'none' | 'image' | 'folder' | null;
  folder: string | null;
  hasErrors: boolean;
  isStarting: boolean;
  isUnderWay: boolean;
}): string | null {
  if (now.source?.kind === 'archive') return 'An image in an archive cannot be run: load it into the engine first.';
  if (now.planFailed) return 'It cannot be told what it needs: see below.';
  if (now.isStarting || now.isUnderWay) return 'It is under way.';
  if (now.source === null || now.isStale || now.needs === null) return 'What it needs is being looked at.';
  if (now.needs === 'folder' && now.folder === null) return 'Choose the project folder first: it is built from that.';
  if (now.hasErrors) return 'The settings have a mistake: see below.';
  return null;
}
