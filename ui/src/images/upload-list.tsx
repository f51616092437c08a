import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { Bytes } from '../display/bytes-text.tsx';
import { FailureNotice } from '../display/failure-notice.tsx';
import { Name } from '../display/path.tsx';
import { visibleName } from '../display/visible-name.ts';
import type { Uploads } from './use-uploads.ts';

export function UploadList({ uploads }: { uploads: Uploads }) {
  return uploads.current.map((upload) => {
    if (upload.failure) {
      return (
        <FailureNotice
          key={upload.key}
          title={`${visibleName(upload.name)} could not be opened`}
          why={upload.failure}
          onRetry={() => uploads.dismiss(upload)}
          retryLabel="Dismiss"
        />
      );
    }
    const arrived = upload.sent >= upload.size;
    return (
      <Box key={upload.key} sx={{ display: 'flex', alignItems: 'center', gap: 2 }}>
        <Typography variant="body2" noWrap sx={{ maxWidth: 320 }}>
          <Name name={upload.name} />
        </Typography>
        <LinearProgress
          variant={arrived ? 'indeterminate' : 'determinate'}
          value={upload.size === 0 ? 0 : (upload.sent / upload.size) * 100}
          aria-label={`Reading ${visibleName(upload.name)}`}
          sx={{ flex: 1 }}
        />
        <Typography variant="body2" color="text.secondary">
          {arrived ? (
            'opening'
          ) : (
            <>
              <Bytes value={upload.sent} /> of <Bytes value={upload.size} />
            </>
          )}
        </Typography>
        <Button variant="text" size="small" onClick={() => uploads.cancel(upload)}>
          Cancel
        </Button>
      </Box>
    );
  });
}
