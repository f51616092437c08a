import type { ContextReading } from '@aligera/backend/src/project/reading.ts';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import type { ReactNode } from 'react';
import { useLanded } from '../../api/project.ts';
import { counted, formatCount } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { Name, Path } from '../../display/path.tsx';

type ShownContext = Omit<ContextReading, 'hashes'>;

/** What a build sends to the engine from the project's folder, what the ignore file keeps out, and what landed. */
export function ContextView(props: { id: string; folder: string | null; context: ShownContext; isCompared: boolean }) {
  const { context } = props;
  const { sent, keptOut, all, ignoreFile, stoppedBy, unreadable } = context;
  return (
    <Box sx={styles}>
      <section>
        <h2>
          Build context{props.folder === null ? '' : ': '}
          {props.folder !== null && <Name name={props.folder} />}
        </h2>
        <dl>
          <Line name="In the folder">
            <Bytes value={all.bytes} /> in {counted(all.files, 'file')}
            {stoppedBy !== null && `, at least: measuring ended at the limit of ${stoppedBy}`}
          </Line>
          <Line name="Sent to the engine">
            {sent === null ? (
              <span className="unknown">unknown: the ignore file cannot be applied</span>
            ) : (
              <>
                <Bytes value={sent.bytes} /> in {counted(sent.files, 'file')}
              </>
            )}
          </Line>
          <Line name="Kept out">
            {ignoreFile === null ? (
              'Nothing: there is no .dockerignore.'
            ) : (
              <>
                {keptOut === null ? (
                  <span className="unknown">unknown</span>
                ) : (
                  <>
                    <Bytes value={keptOut.bytes} /> in {counted(keptOut.files, 'file')}
                  </>
                )}{' '}
                by <Name name={ignoreFile.path} /> ({counted(ignoreFile.patterns, 'pattern')})
              </>
            )}
          </Line>
          {ignoreFile !== null && ignoreFile.problems.length > 0 && (
            <Line name="Problems">
              {ignoreFile.problems.map(({ line, why }) => (
                <div key={`${line} ${why}`}>
                  line {line}: <Name name={why} />
                </div>
              ))}
            </Line>
          )}
          {unreadable.count > 0 && <Line name="Not readable">{counted(unreadable.count, 'path')}</Line>}
        </dl>
      </section>
      {props.isCompared && <Landed id={props.id} />}
      {sent !== null && sent.largest.length > 0 && (
        <Largest title="Largest of what is sent" paths={[...sent.folders, ...sent.largest]} />
      )}
      {keptOut !== null && keptOut.largest.length > 0 && (
        <Largest title="Largest of what is kept out" paths={keptOut.largest} />
      )}
    </Box>
  );
}

/** Files of the context whose very content stands in a layer of the image. */
function Landed({ id }: { id: string }) {
  const landed = useLanded(id, true);
  if (landed.error) {
    return <FailureNotice title="It could not be compared" why={landed.error} onRetry={() => void landed.refetch()} />;
  }
  if (landed.isPending) return <Skeleton variant="rounded" height={120} />;
  const { landed: inImage, inNoLayer, unknown, files } = landed.data;
  const missing = files.filter(({ outcome }) => outcome === 'in-no-layer').slice(0, 20);
  return (
    <section>
      <h2>What of it landed in the image</h2>
      <dl>
        <Line name="In a layer">
          <Bytes value={inImage.bytes} /> in {counted(inImage.files, 'file')}
        </Line>
        <Line name="Sent for nothing">
          <Bytes value={inNoLayer.bytes} /> in {counted(inNoLayer.files, 'file')}
        </Line>
        {unknown.files > 0 && (
          <Line name="Not compared">
            <Bytes value={unknown.bytes} /> in {counted(unknown.files, 'file')}
          </Line>
        )}
      </dl>
      {missing.length > 0 && (
        <>
          <h3>Largest of what was sent for nothing</h3>
          <ul>
            {missing.map(({ path, bytes }) => (
              <li key={path}>
                <Path path={path} />
                <span className="bytes">
                  <Bytes value={bytes} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Largest(props: {
  title: string;
  paths: readonly { readonly path: string; readonly bytes: number; readonly files: number }[];
}) {
  const paths = props.paths.toSorted((a, b) => b.bytes - a.bytes).slice(0, 20);
  return (
    <section>
      <h2>{props.title}</h2>
      <ul>
        {paths.map(({ path, bytes, files }) => (
          <li key={`${path} ${files}`}>
            <Path path={path} />
            {files > 1 && <span className="aside number">{formatCount(files)} files</span>}
            <span className="bytes">
              <Bytes value={bytes} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

const styles = {
  flex: 1,
  minHeight: 0,
  overflow: 'auto',
  display: 'grid',
  gap: 2,
  alignContent: 'start',
  gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) minmax(0, 1fr)' },
  fontSize: '0.8125rem',
  '& section': { border: 1, borderColor: 'divider', borderRadius: 1, bgcolor: 'background.paper', px: 2, py: 1.5 },
  '& h2': { fontSize: '0.875rem', fontWeight: 600, m: 0, mb: 1, overflowWrap: 'anywhere' },
  '& h3': { fontSize: '0.75rem', fontWeight: 600, color: 'text.secondary', m: 0, mt: 1.5, mb: 0.5 },
  '& dl': { m: 0, display: 'grid', gridTemplateColumns: '130px minmax(0, 1fr)', columnGap: 2, rowGap: 0.5 },
  '& dt': { color: 'text.secondary' },
  '& dd': { m: 0, overflowWrap: 'anywhere' },
  '& ul': { listStyle: 'none', m: 0, p: 0 },
  '& li': { display: 'flex', gap: 1.5, minHeight: 22, alignItems: 'center', minWidth: 0 },
  '& .bytes': { ml: 'auto', flex: 'none' },
  '& .aside': { color: 'text.secondary', flex: 'none' },
} as const;
