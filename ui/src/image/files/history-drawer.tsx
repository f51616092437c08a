import type { LayerReport, PathHistory } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Drawer from '@mui/material/Drawer';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { usePathHistory } from '../../api/contents.ts';
import { exactBytes } from '../../display/bytes.ts';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { formatMode } from '../../display/mode.ts';
import { Name } from '../../display/path.tsx';
import { formatFileTime } from '../../display/time.ts';
import { Command } from '../command.tsx';
import { ChangeLetter } from './change-letter.tsx';
import { FileContent } from './file-content.tsx';
import { changeWords } from './view-state.ts';

/** What each layer did to one path. */
export function HistoryDrawer(props: {
  id: string;
  layers: readonly LayerReport[];
  /** Null while closed. */
  path: string | null;
  onClose: () => void;
  onLayer: (layer: number) => void;
}) {
  const { path } = props;
  return (
    <Drawer
      anchor="right"
      open={path !== null}
      onClose={props.onClose}
      slotProps={{ backdrop: { invisible: true } }}
      PaperProps={{
        elevation: 0,
        role: 'dialog',
        'aria-label': 'History of the path',
        sx: { width: 440, maxWidth: '92vw', borderLeft: 1, borderColor: 'divider' },
      }}
    >
      {path !== null && (
        <Box sx={{ p: 3, display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 2, alignContent: 'start' }}>
          <Box sx={{ display: 'flex', gap: 2, alignItems: 'baseline' }}>
            <Typography variant="subtitle1" component="h2" sx={{ flex: 1, fontWeight: 600 }}>
              History across layers
            </Typography>
            <Button size="small" variant="text" onClick={props.onClose}>
              Close
            </Button>
          </Box>
          <Box
            className="mono"
            sx={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', maxHeight: 160, overflow: 'auto' }}
          >
            <Name name={path} />
          </Box>
          <Versions id={props.id} path={path} layers={props.layers} onLayer={props.onLayer} />
        </Box>
      )}
    </Drawer>
  );
}

function Versions(props: {
  id: string;
  path: string;
  layers: readonly LayerReport[];
  onLayer: (layer: number) => void;
}) {
  const history = usePathHistory(props.id, props.path);
  if (history.error) {
    return (
      <FailureNotice title="The history could not be read" why={history.error} onRetry={() => void history.refetch()} />
    );
  }
  if (history.isPending) return <Skeleton variant="rounded" height={120} />;
  if (history.data.versions.length === 0) return <p>No layer names this path: it is there only as a parent folder.</p>;
  return (
    <Box
      component="ol"
      sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 2 }}
    >
      {history.data.versions.map((version) => (
        <Version
          key={version.layer}
          id={props.id}
          path={props.path}
          version={version}
          layer={props.layers.find((layer) => layer.index === version.layer)}
          onLayer={props.onLayer}
        />
      ))}
    </Box>
  );
}

function Version(props: {
  id: string;
  path: string;
  version: PathHistory['versions'][number];
  layer: LayerReport | undefined;
  onLayer: (layer: number) => void;
}) {
  const { version } = props;
  return (
    <Box component="li" sx={{ borderLeft: 2, borderColor: 'divider', pl: 2, fontSize: '0.8125rem' }}>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'baseline' }}>
        <ChangeLetter change={version.event} />
        <strong>{changeWords[version.event].title}</strong>
        <Button size="small" variant="text" sx={{ ml: 'auto', py: 0 }} onClick={() => props.onLayer(version.layer)}>
          Layer {version.layer}
        </Button>
      </Box>
      <Box sx={{ display: 'flex', minWidth: 0, color: 'text.secondary' }}>
        <Command createdBy={props.layer?.createdBy ?? null} />
      </Box>
      {version.type !== null && version.event !== 'removed' && (
        <Box className="number" sx={{ mt: 0.5 }}>
          {version.type}, {exactBytes(version.size)}
          <br />
          <span className="mono">{formatMode(version.mode, version.type)}</span> {version.uid}:{version.gid},{' '}
          {formatFileTime(version.mtime)} UTC
          {version.link !== null && (
            <>
              <br />→ <Name name={version.link} />
            </>
          )}
        </Box>
      )}
      {version.event !== 'removed' && (version.type === 'file' || version.type === 'hardlink') && (
        <FileContent id={props.id} path={props.path} layer={version.layer} />
      )}
    </Box>
  );
}
