import type { DockerfileView } from '@aligera/backend/src/dockerfile-answers.ts';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useMemo, useState } from 'react';
import { useDockerfile } from '../../api/dockerfile.ts';
import { useGiving, useProject } from '../../api/project.ts';
import { type DockerfileViewName, dockerfileViews, go, type ImageRoute } from '../../app/route.ts';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { FileDrop } from '../../display/file-drop.tsx';
import { toggleStyles } from '../../display/toggle-styles.ts';
import type { Done } from '../done.ts';
import { RewriteView } from '../rewrite/rewrite-view.tsx';
import { codeLines } from './code-lines.ts';
import { CodeView } from './code-view.tsx';
import { ContextView } from './context-view.tsx';
import { GiveDockerfile } from './give-dockerfile.tsx';
import { LineDetails } from './line-details.tsx';
import { NoDockerfileNotice } from './no-dockerfile.tsx';
import { SourceBar } from './source-bar.tsx';
import { StageGraph } from './stage-graph.tsx';

/** The Dockerfile that made the image, each line with its bytes; and the folder that it was built from, where given. */
export function DockerfileTab({ id, done, route }: { id: string; done: Done; route: ImageRoute }) {
  const answer = useDockerfile(id);
  const project = useProject(id);
  const giving = useGiving(id);
  const failure = giving.file.error ?? giving.folder.error ?? giving.forget.error;
  const give = <GiveDockerfile giving={giving} given={project.data != null} />;
  const folder = project.data?.kind === 'folder' ? project.data : null;
  const context = folder?.reading.context ?? null;
  const shown = route.view === null || (route.view === 'context' && context === null) ? 'lines' : route.view;
  if (answer.error) {
    return (
      <FailureNotice
        title="The Dockerfile could not be found"
        why={answer.error}
        onRetry={() => void answer.refetch()}
      />
    );
  }
  if (answer.data === undefined) {
    return <Skeleton variant="rounded" height={300} aria-label="Looking for the Dockerfile" />;
  }
  const { dockerfile, view } = answer.data;
  return (
    <FileDrop
      scrollsInside
      title="Drop the Dockerfile to lay it beside the image"
      note="Its lines are compared with the image’s history; it goes nowhere else"
      onFiles={([file]) => file && giving.file.mutate({ name: file.name, text: file })}
    >
      <Box sx={{ height: 1, minHeight: 0, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        {failure && <FailureNotice title="It could not be taken" why={failure} />}
        {dockerfile.state === 'none' || !view ? (
          <NoDockerfileNotice dockerfile={dockerfile}>{give}</NoDockerfileNotice>
        ) : (
          <>
            <SourceBar dockerfile={dockerfile}>
              <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
                <ShownChoice shown={shown} hasContext={context !== null} onShown={(view) => go({ ...route, view })} />
                {give}
              </Box>
            </SourceBar>
            {shown === 'lines' && <Lines id={id} done={done} text={dockerfile.text} view={view} />}
            {shown === 'context' && context !== null && (
              <ContextView
                id={id}
                folder={folder?.path ?? null}
                context={context}
                isCompared={folder?.isCompared ?? false}
              />
            )}
            {shown === 'rewrite' && <RewriteView id={id} />}
          </>
        )}
      </Box>
    </FileDrop>
  );
}

const viewWords: Readonly<Record<DockerfileViewName, string>> = {
  lines: 'Lines',
  context: 'Build context',
  rewrite: 'Rewrite',
};

function ShownChoice(props: {
  shown: DockerfileViewName;
  hasContext: boolean;
  onShown: (shown: DockerfileViewName) => void;
}) {
  return (
    <ToggleButtonGroup
      size="small"
      exclusive
      value={props.shown}
      onChange={(_, shown: DockerfileViewName | null) => shown && props.onShown(shown)}
      aria-label="What is shown"
    >
      {dockerfileViews
        .filter((view) => view !== 'context' || props.hasContext)
        .map((view) => (
          <ToggleButton key={view} value={view} sx={toggleStyles}>
            {viewWords[view]}
          </ToggleButton>
        ))}
    </ToggleButtonGroup>
  );
}

function Lines({ id, done, text, view }: { id: string; done: Done; text: string; view: DockerfileView }) {
  const [line, setLine] = useState<number | null>(null);
  const lines = useMemo(() => codeLines(text, view.tokens, view.instructions), [text, view]);
  const chosen = lines.find(({ number }) => number === line)?.instruction ?? null;
  return (
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
      <Box sx={{ overflow: 'auto', position: 'relative', display: 'grid', gap: 2, alignContent: 'start' }}>
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
  );
}
