import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import CircularProgress from '@mui/material/CircularProgress';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useRef, useState } from 'react';
import type { useGiving } from '../../api/project.ts';

/** The ways to a better source than what was found: a folder, a file, a text. */
export function GiveDockerfile({ giving, given }: { giving: ReturnType<typeof useGiving>; given: boolean }) {
  const opener = useRef<HTMLButtonElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const [menu, setMenu] = useState(false);
  const [pasting, setPasting] = useState(false);
  const { folder, file, forget, cancelFolder } = giving;
  const choose = (act: () => void) => () => {
    setMenu(false);
    act();
  };
  if (folder.isPending) {
    return (
      <Box role="status" sx={{ display: 'flex', alignItems: 'center', gap: 1, fontSize: '0.8125rem' }}>
        <CircularProgress size={14} aria-hidden="true" /> Reading the folder
        <Button size="small" variant="text" onClick={cancelFolder}>
          Cancel
        </Button>
      </Box>
    );
  }
  return (
    <>
      <Button
        ref={opener}
        size="small"
        variant="outlined"
        aria-haspopup="menu"
        aria-expanded={menu}
        disabled={file.isPending || forget.isPending}
        onClick={() => setMenu(true)}
      >
        {given ? 'Give another' : 'Give a Dockerfile'}
      </Button>
      <Menu anchorEl={opener.current} open={menu} onClose={() => setMenu(false)}>
        <MenuItem dense onClick={choose(() => folder.mutate())}>
          Choose the project folder…
        </MenuItem>
        <MenuItem dense onClick={choose(() => chooser.current?.click())}>
          Open a Dockerfile…
        </MenuItem>
        <MenuItem dense onClick={choose(() => setPasting(true))}>
          Paste a Dockerfile…
        </MenuItem>
        {given && (
          <MenuItem dense onClick={choose(() => forget.mutate())}>
            Back to what was found
          </MenuItem>
        )}
      </Menu>
      <input
        ref={chooser}
        type="file"
        hidden
        aria-label="Dockerfile to open"
        onChange={(event) => {
          const [opened] = event.target.files ?? [];
          if (opened) file.mutate({ name: opened.name, text: opened });
          event.target.value = '';
        }}
      />
      {pasting && (
        <PasteDialog
          onClose={() => setPasting(false)}
          onText={(text) => {
            setPasting(false);
            file.mutate({ name: 'Dockerfile', text });
          }}
        />
      )}
    </>
  );
}

function PasteDialog({ onClose, onText }: { onClose: () => void; onText: (text: string) => void }) {
  const [text, setText] = useState('');
  return (
    <Dialog open onClose={onClose} maxWidth="md" fullWidth aria-labelledby="paste-title">
      <DialogTitle id="paste-title">Paste the Dockerfile</DialogTitle>
      <DialogContent>
        <TextField
          multiline
          fullWidth
          autoFocus
          minRows={12}
          maxRows={24}
          value={text}
          onChange={(event) => setText(event.target.value)}
          slotProps={{ htmlInput: { 'aria-label': 'Text of the Dockerfile', className: 'mono', spellCheck: false } }}
        />
      </DialogContent>
      <DialogActions>
        <Button variant="text" onClick={onClose}>
          Cancel
        </Button>
        <Button variant="contained" disabled={text.trim() === ''} onClick={() => onText(text)}>
          Use it
        </Button>
      </DialogActions>
    </Dialog>
  );
}
