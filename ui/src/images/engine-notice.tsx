import type { EngineState, ImageList } from '@aligera/backend/src/answers.ts';
import Typography from '@mui/material/Typography';
import { FailureNotice } from '../display/failure-notice.tsx';

/** Which engine the list is of, in one quiet line. */
export function EngineLine({ engine }: { engine: EngineState }) {
  if (engine.state === 'absent') return null;
  const store = engine.imageStore === 'containerd' ? 'containerd image store' : `${engine.driver} storage driver`;
  return (
    <Typography
      variant="body2"
      color="text.secondary"
      title={`${engine.platform}, API ${engine.apiVersion}, found by ${engine.foundBy}`}
    >
      Engine {engine.version} · {store}
    </Typography>
  );
}

/** Without an engine: why, what to do, and what is shown instead. */
export function EngineNotice({ list, onRetry }: { list: ImageList; onRetry: () => void }) {
  if (list.engine.state === 'connected') return null;
  const samples = list.images.some((image) => image.sample);
  return (
    <FailureNotice
      title={samples ? 'No Docker Engine: these are sample images' : 'No Docker Engine'}
      why={list.engine.failure}
      severity={samples ? 'info' : 'warning'}
      onRetry={onRetry}
    />
  );
}
