import type { Variant } from '@aligera/backend/src/rewrite-answers.ts';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import { type ReactNode, useRef } from 'react';
import { isUnknownThere } from '../../api/verifications.ts';
import { FailureNotice } from '../../display/failure-notice.tsx';
import type { Choices } from '../rewrite/use-choices.ts';
import { AskDiskDialog } from './ask-disk-dialog.tsx';
import { EffectsButton } from './effects-button.tsx';
import { lastAsked, leavesOut } from './found-verdicts.ts';
import { OutcomeStatus } from './outcome-status.tsx';
import { PlanView } from './plan-view.tsx';
import { SteppedBack } from './stepped-back.tsx';
import { Unfinished } from './unfinished.tsx';
import { useFocusThatStays } from './use-focus-that-stays.ts';
import type { Proving } from './use-proving.ts';
import { VerdictCard } from './verdict-card.tsx';
import { VerificationProgress } from './verification-progress.tsx';

/** Below a variant's toolbar: what is under way, what it came to, and how it is proven. */
export function VerifyPanel(props: {
  id: string;
  variant: Variant;
  choices: Choices;
  proving: Proving;
  /** Shows a line of the variant's Dockerfile. */
  onLine: (line: number) => void;
  /** The way from a proven variant to the project. */
  use: ReactNode;
}) {
  const { variant, choices, proving, onLine } = props;
  const { jobs, known, underWay, found, start, asking, plan } = proving;
  const panel = useRef<HTMLDivElement>(null);
  useFocusThatStays(panel, underWay.map(({ id }) => id).join());
  if (proving.source === null) return null;
  if (!proving.canRun) {
    return (
      <Alert severity="info" variant="outlined" sx={{ py: 0 }}>
        It cannot be proven: an image in an archive cannot be run. Load it into the engine (docker load), and open it
        there.
      </Alert>
    );
  }
  if (isUnknownThere(plan.error)) {
    return (
      <Alert severity="info" variant="outlined" sx={{ py: 0 }}>
        It cannot be proven: the extension’s service is older than this page and does not know how. Update the
        extension.
      </Alert>
    );
  }
  const dropped = choices.dropped.map(({ id }) => id);
  const last = lastAsked(known, variant.variant, dropped);
  const verdict = lastAsked(
    known.filter(({ asked }) => asked.what === 'verdict'),
    variant.variant,
    dropped,
  );
  const isOver = found !== null && last !== null && found.verdict.at > last.askedAt;
  return (
    <Box ref={panel} sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 2 }}>
      <OutcomeStatus jobs={known} />
      {jobs.error && <FailureNotice title="What was proven before is not known" why={jobs.error} severity="warning" />}
      {start.error && <FailureNotice title="It could not be begun" why={start.error} />}
      {underWay.map((job) => (
        <VerificationProgress
          key={job.id}
          job={job}
          shown={leavesOut(job, dropped) ? variant.variant : null}
          onLine={onLine}
        />
      ))}
      {last !== null && !isOver && <Unfinished job={last} />}
      {verdict !== null && <SteppedBack job={verdict} shown={variant.variant} onChoose={choices.choose} />}
      {found !== null && (
        <VerdictCard
          found={found}
          variant={variant}
          onLine={found.job.stale.length === 0 ? onLine : null}
          onLeaveOut={underWay.length === 0 ? (edits) => choices.drop(...edits) : null}
          actions={
            <>
              <EffectsButton
                proving={proving}
                found={found}
                edits={variant.edits.length}
                isKnown={proving.effects.size > 0}
              />
              {proving.isProven && props.use}
            </>
          }
        />
      )}
      {underWay.length === 0 && <PlanView id={props.id} proving={proving} isKnown={found !== null} />}
      {asking !== null && plan.data && (
        <AskDiskDialog bytes={plan.data.disk.bytes} onYes={() => proving.begin(asking)} onClose={proving.stopAsking} />
      )}
    </Box>
  );
}
