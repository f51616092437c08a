import Button from '@mui/material/Button';
import Tooltip from '@mui/material/Tooltip';
import { counted } from '../../display/bytes.ts';
import type { FoundVerdict } from './found-verdicts.ts';
import type { Proving } from './use-proving.ts';

/** Asks what each change saved, where the variant was built and that is not known yet. */
export function EffectsButton(props: { proving: Proving; found: FoundVerdict; edits: number; isKnown: boolean }) {
  const { proving, found, edits } = props;
  if (found.verdict.after === null || found.job.stale.length > 0 || edits === 0 || props.isKnown) return null;
  const meaning = `Builds it ${counted(edits, 'time')} more, each time without one of its changes, and runs nothing.`;
  return (
    <Tooltip title={proving.blocked ?? meaning} describeChild>
      <span {...(proving.blocked !== null && { tabIndex: 0 })}>
        <Button
          size="small"
          variant="outlined"
          disabled={proving.blocked !== null}
          onClick={() => proving.prove('edits')}
        >
          Measure each change
        </Button>
      </span>
    </Tooltip>
  );
}
