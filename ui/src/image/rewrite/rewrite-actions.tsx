import type { ReadyRewrite, Variant } from '@aligera/backend/src/rewrite-answers.ts';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Tooltip from '@mui/material/Tooltip';
import { type ReactNode, useRef, useState } from 'react';
import { saveAs } from '../../api/download.ts';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { Name } from '../../display/path.tsx';
import { SaveDialog } from './save-dialog.tsx';
import type { Saving } from './use-saving.ts';

/** What can be done with a variant, at the end of its toolbar: taken along, or put into the project. */
export function RewriteActions(props: {
  start: ReadyRewrite['start'];
  variant: Variant;
  saving: Saving;
  /** Whether saving is what comes next. */
  isPrimary: boolean;
  /** An answer for other choices is on its way. */
  stale: boolean;
  /** The toolbar's beginning. */
  children: ReactNode;
  /** At its end. */
  prove: ReactNode;
}) {
  const { start, variant, stale } = props;
  const { files, save, asking } = props.saving;
  const [copied, setCopied] = useState<{ text: string; error: Error | null } | null>(null);
  const isCopied = copied?.text === variant.dockerfile && copied.error === null;

  async function copy() {
    const text = variant.dockerfile;
    try {
      await navigator.clipboard.writeText(text);
      setCopied({ text, error: null });
    } catch (error) {
      setCopied({ text, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
        {props.children}
        <Button size="small" variant="outlined" disabled={stale} onClick={() => void copy()}>
          <span aria-live="polite">{isCopied ? 'Copied' : 'Copy'}</span>
        </Button>
        <Downloads start={start} variant={variant} disabled={stale} />
        <Tooltip title={files.state === 'impossible' ? files.why : ''} describeChild>
          <span {...(files.state === 'impossible' && { tabIndex: 0 })}>
            <Button
              size="small"
              variant={props.isPrimary && files.state === 'possible' ? 'contained' : 'outlined'}
              disabled={files.state === 'impossible' || stale}
              onClick={props.saving.ask}
            >
              Save into the folder…
            </Button>
          </span>
        </Tooltip>
        {props.prove}
      </Box>
      {copied?.error && <FailureNotice title="It could not be copied" why={copied.error} />}
      {save.isSuccess && !asking && (
        <Alert
          severity="success"
          variant="outlined"
          onClose={() => save.reset()}
          sx={{ py: 0, overflowWrap: 'anywhere' }}
        >
          Saved in <Name name={save.data.folder} />:{' '}
          {save.data.written.map(({ path, kept }, i) => (
            <span key={path}>
              {i > 0 && '; '}
              <Name name={path} />
              {kept !== null && (
                <>
                  {' '}
                  (what was there is now <Name name={kept} />)
                </>
              )}
            </span>
          ))}
          .
        </Alert>
      )}
      {asking && files.state === 'possible' && (
        <SaveDialog saving={files} save={save} onClose={props.saving.stopAsking} />
      )}
    </>
  );
}

function Downloads(props: { start: ReadyRewrite['start']; variant: Variant; disabled: boolean }) {
  const { start, variant } = props;
  const opener = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const name = (path: string) => path.slice(path.lastIndexOf('/') + 1).toWellFormed();
  const items = [
    { label: 'Dockerfile', name: name(start.filename), text: variant.dockerfile },
    ...(variant.ignoreFile === null
      ? []
      : [{ label: 'Ignore file', name: name(variant.ignoreFile.path), text: variant.ignoreFile.text }]),
    { label: 'Patch', name: `${name(start.filename)}.${variant.variant}.patch`, text: variant.patch },
  ];
  return (
    <>
      <Button
        ref={opener}
        size="small"
        variant="outlined"
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={props.disabled}
        onClick={() => setOpen(true)}
      >
        Download
      </Button>
      <Menu anchorEl={opener.current} open={open} onClose={() => setOpen(false)}>
        {items.map((item) => (
          <MenuItem
            key={item.label}
            dense
            onClick={() => {
              setOpen(false);
              saveAs(new Blob([item.text], { type: 'application/octet-stream' }), item.name);
            }}
          >
            {item.label}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
