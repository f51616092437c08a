import type { AnalysisProgress } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { Bytes } from '../display/bytes-text.tsx';
import { progressShare } from '../display/progress.ts';

const phaseWords = {
  describing: 'Looking at the image',
  reading: 'Reading layers',
  merging: 'Adding up every byte',
  inspecting: 'Looking at what is inside',
} as const;

/** What an analysis is doing. How long it will take is not known, so it is not told. */
export function AnalysisProgressView(props: {
  /** Null while it waits for its turn. */
  progress: AnalysisProgress | null;
  cancelling: boolean;
  onCancel: () => void;
}) {
  const { progress } = props;
  const share = progress && progressShare(progress);
  const phase = progress ? phaseWords[progress.phase] : 'Waiting for its turn';
  return (
    <Box sx={{ maxWidth: 640, width: 1, mx: 'auto', pt: 8, display: 'grid', gap: 1.5 }}>
      <Typography variant="subtitle1" sx={{ fontWeight: 600 }} component="h2" aria-live="polite">
        {phase}
      </Typography>
      <LinearProgress
        aria-label={phase}
        variant={share === null ? 'indeterminate' : 'determinate'}
        value={(share ?? 0) * 100}
      />
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'baseline', color: 'text.secondary', fontSize: '0.875rem' }}>
        <Box sx={{ flex: 1 }}>{progress && progress.phase !== 'describing' && <Figures progress={progress} />}</Box>
        <Button variant="outlined" size="small" onClick={props.onCancel} disabled={props.cancelling}>
          {props.cancelling ? 'Cancelling' : 'Cancel'}
        </Button>
      </Box>
    </Box>
  );
}

function Figures({ progress }: { progress: AnalysisProgress }) {
  const { bytesRead, bytesTotal, layersDone, layersTotal, layersCached, currentLayers } = progress;
  return (
    <>
      <div>
        <Bytes value={bytesRead} />
        {bytesTotal !== null && (
          <>
            {' '}
            of <Bytes value={bytesTotal} />
          </>
        )}{' '}
        read
      </div>
      <div className="number">
        {layersTotal === null ? `${layersDone} layers done` : `${layersDone} of ${layersTotal} layers done`}
        {layersCached > 0 && `, ${layersCached} of them from the cache`}
      </div>
      {currentLayers.length > 0 && (
        <div className="number">
          Now: {currentLayers.length === 1 ? 'layer' : 'layers'} {currentLayers.join(', ')}
        </div>
      )}
    </>
  );
}
