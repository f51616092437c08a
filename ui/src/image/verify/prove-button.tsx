import Button from '@mui/material/Button';
import Tooltip from '@mui/material/Tooltip';
import { proofWordsId } from './plan-view.tsx';
import type { Proving } from './use-proving.ts';

/** Begins to prove the shown variant. Where it cannot be, it says why on hover and focus. */
export function ProveButton(props: { proving: Proving; again: boolean; primary: boolean }) {
  const { proving } = props;
  return (
    <Tooltip title={proving.blocked ?? ''} describeChild>
      <span {...(proving.blocked !== null && { tabIndex: 0 })}>
        <Button
          size="small"
          variant={props.primary ? 'contained' : 'outlined'}
          disabled={proving.blocked !== null}
          aria-describedby={proofWordsId}
          onClick={() => proving.prove('verdict')}
        >
          {props.again ? 'Prove it again' : 'Prove it'}
        </Button>
      </span>
    </Tooltip>
  );
}
