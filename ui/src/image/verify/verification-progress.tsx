import type { VariantName } from '@aligera/backend/src/rewrite-answers.ts';
import type { VerificationJob, VerifyStep } from '@aligera/backend/src/verify-answers.ts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import { useCancelVerification, useFollowed } from '../../api/verifications.ts';
import { counted } from '../../display/bytes.ts';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { Name } from '../../display/path.tsx';
import { variantWords } from '../rewrite/rewrite-words.ts';
import { BuildTimeline } from './build-timeline.tsx';
import type { ShowLine } from './line-link.tsx';
import { panelStyles } from './panel-styles.ts';
import { VerdictMark } from './verdict-badge.tsx';

/** A verification that waits for its turn or is carried out. How long it will take is not known, so it is not told. */
export function VerificationProgress(props: {
  job: VerificationJob;
  /** The variant whose lines `onLine` shows; null where the job is about other choices. */
  shown: VariantName | null;
  onLine: ShowLine;
}) {
  const job = useFollowed(props.job);
  const cancel = useCancelVerification();
  const { outcome, verdicts } = job;
  const step = outcome.state === 'running' ? outcome.step : null;
  const variant = step === null || step.phase === 'clean-up' ? job.asked.variant : step.variant;
  const title = `${job.asked.what === 'edits' ? 'Measuring the changes of' : 'Proving'} ${variantWords[variant].title}`;
  const doing = doingWords(job, step);
  return (
    <Box component="section" aria-label={title} aria-busy="true" data-verification tabIndex={-1} sx={panelStyles}>
      <div className="head">
        <h2>{title}</h2>
        <span className="aside grow">
          <Name name={doing} />
        </span>
        <Button
          size="small"
          variant="outlined"
          disabled={cancel.isPending || cancel.isSuccess}
          onClick={() => cancel.mutate(job.id)}
        >
          {cancel.isPending || cancel.isSuccess ? 'Cancelling' : 'Cancel'}
        </Button>
      </div>
      <LinearProgress aria-label={title} sx={{ my: 0.5 }} />
      {cancel.error && <FailureNotice title="It could not be cancelled" why={cancel.error} />}
      {verdicts.length > 0 && (
        <div>
          {verdicts.map(({ subject, kind }) => (
            <span key={subject.variant} className="reached">
              {variantWords[subject.variant].title}: <VerdictMark kind={kind} stale={false} />
            </span>
          ))}
        </div>
      )}
      {step?.phase === 'build' && (
        <BuildTimeline build={step.build} onLine={step.variant === props.shown ? props.onLine : null} />
      )}
    </Box>
  );
}

function doingWords({ outcome, effects }: VerificationJob, step: VerifyStep | null): string {
  if (outcome.state === 'waiting')
    return outcome.ahead === 0 ? 'about to begin' : `waiting: ${counted(outcome.ahead, 'verification')} before it`;
  const known = effects === null || effects.length === 0 ? '' : `, ${counted(effects.length, 'change')} done`;
  return `${phaseWords(step)}${known}`;
}

function phaseWords(step: VerifyStep | null): string {
  switch (step?.phase) {
    case undefined:
      return 'getting ready';
    case 'build':
      return 'building, 1 of 3';
    case 'measure':
      return 'measuring what was built, 2 of 3';
    case 'run':
      return `running both, 3 of 3: ${step.doing}`;
    case 'clean-up':
      return 'cleaning up';
  }
}
