import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import { useState } from 'react';
import { useFileText } from '../../api/contents.ts';
import { useDownload } from '../../api/download.ts';
import { formatBytes } from '../../display/bytes.ts';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { visibleText } from '../../display/visible-name.ts';

/** A file's text, once it is asked for, and its bytes as a download. */
export function FileContent({ id, path, layer }: { id: string; path: string; layer: number }) {
  const [wanted, setWanted] = useState(false);
  const text = useFileText(id, path, layer, wanted);
  const download = useDownload(id, path, layer);
  return (
    <Box sx={{ mt: 0.5 }}>
      <Box sx={{ display: 'flex', gap: 1, ml: -0.5 }}>
        <Button size="small" variant="text" aria-expanded={wanted} onClick={() => setWanted(!wanted)}>
          {wanted ? 'Hide content' : 'Show content'}
        </Button>
        {download.progress === null ? (
          <Button size="small" variant="text" onClick={() => void download.start()}>
            Download
          </Button>
        ) : (
          <Button size="small" variant="text" onClick={download.cancel}>
            Cancel at {Math.floor(download.progress * 100)} %
          </Button>
        )}
      </Box>
      {download.failure && (
        <FailureNotice
          title="The file could not be downloaded"
          why={download.failure}
          onRetry={() => void download.start()}
        />
      )}
      {wanted && text.error && (
        <FailureNotice title="The file could not be read" why={text.error} onRetry={() => void text.refetch()} />
      )}
      {wanted && text.isPending && <Skeleton variant="rounded" height={80} aria-label="Reading the file" />}
      {wanted && text.data && <Text text={text.data.text} shown={text.data.shownBytes} size={text.data.size} />}
    </Box>
  );
}

function Text({ text, shown, size }: { text: string | null; shown: number; size: number }) {
  if (text === null)
    return <Box sx={{ color: 'text.secondary' }}>No text: the file is binary. Download it instead.</Box>;
  if (text === '') return <Box sx={{ color: 'text.secondary' }}>The file is empty.</Box>;
  return (
    <>
      <Box
        component="pre"
        className="mono"
        tabIndex={0}
        aria-label="Content of the file"
        role="region"
        sx={{
          m: 0,
          p: 1,
          maxHeight: 320,
          overflow: 'auto',
          border: 1,
          borderColor: 'divider',
          borderRadius: 0.5,
          bgcolor: 'background.default',
          tabSize: 4,
        }}
      >
        {visibleText(text)}
      </Box>
      {shown < size && (
        <Box sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>
          The first {formatBytes(shown)} of {formatBytes(size)}.
        </Box>
      )}
    </>
  );
}
