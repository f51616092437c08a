import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { Bytes } from '../../display/bytes-text.tsx';

/** Asks before a build takes much of the engine's disk. */
export function AskDiskDialog(props: { bytes: number; onYes: () => void; onClose: () => void }) {
  return (
    <Dialog open onClose={props.onClose} maxWidth="xs" fullWidth aria-labelledby="disk-title">
      <DialogTitle id="disk-title">It takes much disk. Go on?</DialogTitle>
      <DialogContent sx={{ fontSize: '0.875rem' }}>
        Building and running it is likely to take <Bytes value={props.bytes} /> of the engine’s disk. Image and
        containers are removed in the end; the build cache stays until the engine clears it.
      </DialogContent>
      <DialogActions>
        <Button variant="text" onClick={props.onClose}>
          Cancel
        </Button>
        <Button variant="contained" onClick={props.onYes}>
          Go on
        </Button>
      </DialogActions>
    </Dialog>
  );
}
