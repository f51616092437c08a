import type { Variant } from '@aligera/backend/src/rewrite-answers.ts';
import type { BuildFailure } from '@aligera/backend/src/verify-answers.ts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { counted } from '../../display/bytes.ts';
import { Name } from '../../display/path.tsx';
import type { Dropped } from '../rewrite/use-choices.ts';
import { LineLink, type ShowLine } from './line-link.tsx';
import { LogLines } from './log-lines.tsx';

/** Where a build failed, what was printed last, and the way to the Dockerfile without the edits at fault. */
export function FailureView(props: {
  failure: BuildFailure;
  variant: Variant;
  onLine: ShowLine;
  /** Null while another answer is on its way. */
  onLeaveOut: ((edits: readonly Dropped[]) => void) | null;
}) {
  const { failure, variant, onLine, onLeaveOut } = props;
  const { step, lines } = failure;
  const atFault = variant.edits.filter(({ id }) => failure.edits.includes(id));
  return (
    <Box sx={{ display: 'grid', gap: 1, minWidth: 0 }}>
      {step !== null && (
        <>
          {lines !== null && (
            <div>
              It failed at <LineLink lines={lines} onLine={onLine} /> of its Dockerfile.
            </div>
          )}
          {step.log.length > 0 && (
            <LogLines label="What the failed step printed last" lines={step.log} linesLeftOut={step.linesLeftOut} />
          )}
        </>
      )}
      {atFault.length > 0 && (
        <div className="head">
          <span className="grow">
            It may build without {atFault.length === 1 ? 'this change' : 'these changes'}:{' '}
            {atFault.map(({ id, title }, place) => (
              <span key={id}>
                {place > 0 && ', '}
                <strong>
                  <Name name={title} />
                </strong>
              </span>
            ))}
          </span>
          <Button
            size="small"
            variant="outlined"
            disabled={onLeaveOut === null}
            onClick={() => onLeaveOut?.(atFault.map(({ id, title }) => ({ id, title })))}
          >
            Leave out {counted(atFault.length, 'change')}
          </Button>
        </div>
      )}
    </Box>
  );
}
