import type { Analysis } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import { useEffect, useMemo } from 'react';
import { isUnderWay, useAnalysis, useCancelAnalysis } from '../api/analysis.ts';
import { useStartAnalyses } from '../api/images.ts';
import { ServiceFailure } from '../api/service-failure.ts';
import { sourceOf } from '../api/sources.ts';
import { go, type ImageRoute, imageRoute } from '../app/route.ts';
import { FailureNotice } from '../display/failure-notice.tsx';
import { AnalysisProgressView } from './analysis-progress-view.tsx';
import { ImageHeader } from './image-header.tsx';
import { ImageTabs } from './image-tabs.tsx';

export default function ImagePage({ route }: { route: ImageRoute }) {
  const query = useAnalysis(route.analysis);
  const reopening = useReopening(route.analysis, query.error);
  return (
    <Box
      component="main"
      sx={{ display: 'flex', flexDirection: 'column', gap: 2, height: 1, minHeight: 480, px: 3, pt: 2, pb: 3 }}
    >
      <ImageHeader analysis={query.data ?? null} />
      {query.error && !reopening && (
        <FailureNotice
          title={query.data ? 'This may be out of date' : 'The analysis could not be loaded'}
          why={query.error}
          severity={query.data ? 'warning' : 'error'}
          onRetry={() => void query.refetch()}
        />
      )}
      {(query.isPending || reopening) && (
        <Skeleton variant="rounded" height={320} aria-label="Loading the analysis" role="status" />
      )}
      {query.data && <Outcome analysis={query.data} route={route} />}
    </Box>
  );
}

/** A service that was restarted does not know the analysis any more: it is started again, once. */
function useReopening(analysis: string, error: Error | null): boolean {
  const { mutate, isIdle, isPending } = useStartAnalyses();
  const source = useMemo(() => sourceOf(analysis), [analysis]);
  const forgotten = error instanceof ServiceFailure && error.code === 'not-found' && source !== null;
  useEffect(() => {
    if (forgotten && isIdle) mutate([source]);
  }, [forgotten, isIdle, mutate, source]);
  return forgotten && (isIdle || isPending);
}

function Outcome({ analysis, route }: { analysis: Analysis; route: ImageRoute }) {
  const cancel = useCancelAnalysis();
  const start = useStartAnalyses();
  const { outcome } = analysis;
  const again = () =>
    start.mutate([analysis.source], {
      onSuccess: ([restarted]) => restarted && go(imageRoute(restarted.id), 'replace'),
    });
  if (isUnderWay(analysis)) {
    return (
      <>
        {cancel.error && <FailureNotice title="It could not be cancelled" why={cancel.error} />}
        <AnalysisProgressView
          progress={outcome.state === 'running' ? outcome.progress : null}
          cancelling={cancel.isPending}
          onCancel={() => cancel.mutate(analysis.id)}
        />
      </>
    );
  }
  switch (outcome.state) {
    case 'done':
      return <ImageTabs analysis={analysis} done={outcome} route={route} />;
    case 'failed':
      return (
        <>
          {start.error && <FailureNotice title="It could not be started again" why={start.error} />}
          <FailureNotice title="The analysis failed" why={outcome.failure} onRetry={again} />
        </>
      );
    default:
      return (
        <Box role="status" sx={{ py: 8, textAlign: 'center' }}>
          <p>The analysis was cancelled.</p>
          <Button variant="outlined" onClick={again} disabled={start.isPending}>
            Analyze again
          </Button>
        </Box>
      );
  }
}
