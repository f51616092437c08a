import type { VariantName } from '@aligera/backend/src/rewrite-answers.ts';
import type { VerificationJob } from '@aligera/backend/src/verify-answers.ts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { variantWords } from '../rewrite/rewrite-words.ts';
import { panelStyles } from './panel-styles.ts';
import { VerdictMark } from './verdict-badge.tsx';

/** What was tried one after the other to find the lightest that works, and the way to where it ended. */
export function SteppedBack(props: {
  job: VerificationJob;
  shown: VariantName;
  onChoose: (variant: VariantName) => void;
}) {
  const { job, shown } = props;
  const reached = job.verdicts.at(-1);
  if (!job.asked.stepBack || reached === undefined || job.outcome.state !== 'done') return null;
  const { variant } = reached.subject;
  if (variant === shown) return null;
  return (
    <Box sx={panelStyles}>
      <div className="head">
        <span className="grow">
          {reached.kind === 'proven' ? 'The lightest that works' : 'None is proven; tried last'}:{' '}
          <strong>{variantWords[variant].title}</strong>.{' '}
          {job.verdicts.map(({ subject, kind }) => (
            <span key={subject.variant} className="reached">
              {variantWords[subject.variant].title}: <VerdictMark kind={kind} stale={false} />
            </span>
          ))}
        </span>
        <Button size="small" variant="outlined" onClick={() => props.onChoose(variant)}>
          Show {variantWords[variant].title}
        </Button>
      </div>
    </Box>
  );
}
