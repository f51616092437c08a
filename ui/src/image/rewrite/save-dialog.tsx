import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import type { useSave } from '../../api/save.ts';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { Name } from '../../display/path.tsx';
import type { Saving } from './files-to-save.ts';

/** Asks before anything is written, and says what would be. */
export function SaveDialog(props: {
  saving: Extract<Saving, { state: 'possible' }>;
  save: ReturnType<typeof useSave>;
  onClose: () => void;
}) {
  const { saving, save, onClose } = props;
  const { folder, files } = saving;
  return (
    <Dialog open onClose={save.isPending ? undefined : onClose} maxWidth="sm" fullWidth aria-labelledby="save-title">
      <DialogTitle id="save-title">Save into the project folder?</DialogTitle>
      <DialogContent sx={{ fontSize: '0.875rem', overflowWrap: 'anywhere' }}>
        <p>
          In <Name name={folder} />:
        </p>
        <Box component="ul" sx={{ pl: 2.5, '& li': { mb: 1 } }}>
          {files.map(({ path, before }) => (
            <li key={path}>
              <strong>
                <Name name={path} />
              </strong>{' '}
              {before === null ? (
                'is new.'
              ) : (
                <>
                  is written anew. What is there now is kept as <Name name={`${path}.before-aligera`} />, or with a
                  number where that name is taken.
                </>
              )}
            </li>
          ))}
        </Box>
        <Box component="p" sx={{ color: 'text.secondary', mb: 0 }}>
          Nothing is written where one of them changed since the folder was read.
        </Box>
        {save.error && (
          <Box sx={{ mt: 2 }}>
            <FailureNotice title="It could not be saved" why={save.error} />
          </Box>
        )}
      </DialogContent>
      <DialogActions>
        <Button variant="text" onClick={onClose} disabled={save.isPending}>
          Cancel
        </Button>
        <Button
          variant="contained"
          disabled={save.isPending}
          onClick={() => save.mutate({ folder, files }, { onSuccess: onClose })}
        >
          {save.isPending ? 'Saving…' : 'Save'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
