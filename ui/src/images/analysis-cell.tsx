import type { AnalysisProgress, ImageSummary, ImageTotals } from '@aligera/backend/src/answers.ts';
import Button from '@mui/material/Button';
import { useAnalysis } from '../api/analysis.ts';
import { Bar } from '../display/bar.tsx';
import { formatBytes } from '../display/bytes.ts';
import { Bytes } from '../display/bytes-text.tsx';
import { definitions } from '../display/definitions.ts';
import { reasonOf } from '../display/failure-notice.tsx';
import { Percent } from '../display/percent.tsx';
import { progressShare } from '../display/progress.ts';

/** The state of an image's newest analysis. */
export function AnalysisCell({ image, onOpen }: { image: ImageSummary; onOpen: () => void }) {
  const { analysis } = image;
  switch (analysis?.state) {
    case undefined:
      return <Start label="Not analyzed" action="Analyze" onStart={onOpen} />;
    case 'cancelled':
      return <Start label="Cancelled" action="Analyze" onStart={onOpen} />;
    case 'waiting':
      return <span className="quiet">Waiting for its turn</span>;
    case 'running':
      return <Running id={analysis.id} />;
    case 'failed': {
      const reason = analysis.failure && reasonOf(analysis.failure);
      return (
        <Start
          label={`Failed: ${reason?.message ?? 'for an unknown reason'}`}
          title={[reason?.message, reason?.hint].filter(Boolean).join('\n')}
          action="Retry"
          onStart={onOpen}
        />
      );
    }
    case 'done':
      return analysis.totals && <Totals totals={analysis.totals} />;
  }
}

function Start(props: { label: string; title?: string; action: string; onStart: () => void }) {
  return (
    <span style={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 4 }}>
      <span className="cell quiet" title={props.title}>
        {props.label}
      </span>
      <Button variant="text" size="small" sx={{ minWidth: 0, py: 0 }} onClick={props.onStart}>
        {props.action}
      </Button>
    </span>
  );
}

function Totals({ totals }: { totals: ImageTotals }) {
  return (
    <span style={{ display: 'block' }}>
      <span style={{ display: 'flex', justifyContent: 'space-between', gap: 8 }}>
        <Bytes value={totals.reclaimableBytes} />
        <span className="quiet">
          <Percent share={totals.efficiency} title={definitions.efficiency} /> live
        </span>
      </span>
      <span className="part-of">
        <Bar share={1} part={1 - totals.efficiency} />
      </span>
    </span>
  );
}

function Running({ id }: { id: string }) {
  const outcome = useAnalysis(id).data?.outcome;
  if (outcome?.state !== 'running') return <span className="quiet">Starting</span>;
  const share = progressShare(outcome.progress);
  return (
    <span style={{ display: 'block' }} title={progressTitle(outcome.progress)}>
      <span className="number">{progressLine(outcome.progress)}</span>
      <Bar share={share ?? 0} />
    </span>
  );
}

function progressLine({ phase, bytesRead, bytesTotal }: AnalysisProgress): string {
  if (phase === 'describing') return 'Looking at the image';
  if (phase === 'merging') return 'Adding up';
  if (phase === 'inspecting') return 'Looking inside';
  return bytesTotal === null ? formatBytes(bytesRead) : `${formatBytes(bytesRead)} of ${formatBytes(bytesTotal)}`;
}

function progressTitle({ layersDone, layersTotal }: AnalysisProgress): string {
  return layersTotal === null ? `${layersDone} layers read` : `${layersDone} of ${layersTotal} layers read`;
}
