import Button from '@mui/material/Button';
import Tooltip from '@mui/material/Tooltip';
import type { Saving } from './use-saving.ts';

/** Leads from a proven variant to the question whether it shall be saved. */
export function UseButton({ saving, disabled }: { saving: Saving; disabled: boolean }) {
  const { files } = saving;
  return (
    <Tooltip title={files.state === 'impossible' ? files.why : ''} describeChild>
      <span {...(files.state === 'impossible' && { tabIndex: 0 })}>
        <Button
          size="small"
          variant={files.state === 'possible' ? 'contained' : 'outlined'}
          disabled={disabled || files.state === 'impossible'}
          onClick={saving.ask}
        >
          Use this Dockerfile…
        </Button>
      </span>
    </Tooltip>
  );
}
