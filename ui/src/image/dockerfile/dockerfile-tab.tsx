import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import { useMemo, useState } from 'react';
import { useDockerfile } from '../../api/dockerfile.ts';
import { FailureNotice } from '../../display/failure-notice.tsx';
import type { Done } from '../done.ts';
import { codeLines } from './code-lines.ts';
import { CodeView } from './code-view.tsx';
import { LineDetails } from './line-details.tsx';
import { NoDockerfileNotice } from './no-dockerfile.tsx';
import { SourceBar } from './source-bar.tsx';
import { StageGraph } from './stage-graph.tsx';

/** The Dockerfile that made the image, each line with its bytes. */
export function DockerfileTab({ id, done }: { id: string; done: Done }) {
  const answer = useDockerfile(id);
  const [line, setLine] = useState<number | null>(null);
  const { dockerfile, view } = answer.data ?? {};
  const lines = useMemo(
    () => (dockerfile?.state === 'recovered' && view ? codeLines(dockerfile.text, view.tokens, view.instructions) : []),
    [dockerfile, view],
  );
  if (answer.error) {
    return (
      <FailureNotice
        title="The Dockerfile could not be found"
        why={answer.error}
        onRetry={() => void answer.refetch()}
      />
    );
  }
  if (dockerfile === undefined)
    return <Skeleton variant="rounded" height={300} aria-label="Looking for the Dockerfile" />;
  if (dockerfile.state === 'none' || !view) {
    return <NoDockerfileNotice dockerfile={dockerfile} />;
  }
  const chosen = lines.find(({ number }) => number === line)?.instruction ?? null;
  return (
    <Box sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <SourceBar dockerfile={dockerfile} />
      <Box
        sx={{
          flex: 1,
          minHeight: 0,
          display: 'grid',
          gap: 2,
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) minmax(260px, 30%)' },
          gridTemplateRows: { xs: 'minmax(320px, 1fr) auto', md: 'minmax(0, 1fr)' },
        }}
      >
        <CodeView lines={lines} view={view} chosen={line} onChoose={setLine} />
        <Box sx={{ overflow: 'auto', display: 'grid', gap: 2, alignContent: 'start' }}>
          <LineDetails
            id={id}
            instruction={chosen === null ? null : (view.instructions[chosen] ?? null)}
            messages={view.messages}
            layers={done.layers}
            onLine={setLine}
          />
          {view.stages.length > 1 && <StageGraph stages={view.stages} edges={view.edges} onLine={setLine} />}
        </Box>
      </Box>
    </Box>
  );
}
