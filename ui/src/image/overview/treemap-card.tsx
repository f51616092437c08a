import type { TreemapNode } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Skeleton from '@mui/material/Skeleton';
import { useInspection, useTreemap } from '../../api/contents.ts';
import { oneOf, useRemembered } from '../../app/remembered.ts';
import { counted } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { Legend } from '../../display/legend.tsx';
import { Name } from '../../display/path.tsx';
import { type Coloring, colorings, legendOf, treeColor, useTreeColors } from '../../display/tree-colors.ts';
import { ColoringChoice } from '../coloring-choice.tsx';
import { Card } from './card.tsx';
import { FolderTreemap } from './folder-treemap.tsx';

/** The final tree as areas, one folder at a time. */
export function TreemapCard(props: {
  id: string;
  path: string;
  onFolder: (path: string) => void;
  onFiles: (path: string) => void;
}) {
  const { id, path } = props;
  const treemap = useTreemap(id, path);
  const root = treemap.data;
  const colors = useTreeColors();
  const inspection = useInspection(id);
  const findings = inspection.data?.findings ?? [];
  const [coloring, setColoring] = useRemembered<Coloring>('coloring', (stored) => oneOf(colorings, stored));
  const inside = root?.children.flatMap((node) => [node, ...node.children]) ?? [];
  const choose = (node: TreemapNode) => {
    if (node.type === 'directory') props.onFolder(node.path);
    else props.onFiles(node.type === 'rest' ? path : node.path);
  };
  return (
    <Card
      title="Final file system"
      note={
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'baseline', flexWrap: 'wrap' }}>
          <ColoringChoice coloring={coloring} onColoring={setColoring} />
          <PathLinks path={path} onFolder={props.onFolder} />
          {root && (
            <span>
              <Bytes value={root.bytes} />, <span className="number">{counted(root.fileCount, 'file')}</span>
            </span>
          )}
          <Button variant="text" size="small" sx={{ ml: 'auto', py: 0 }} onClick={() => props.onFiles(path)}>
            Show in files
          </Button>
        </Box>
      }
    >
      {coloring !== 'none' && (
        <Box sx={{ px: 2, pb: 1 }}>
          <Legend entries={legendOf(inside, coloring, colors, findings)} />
        </Box>
      )}
      <Box sx={{ flex: 1, minHeight: 240, px: 2, pb: 2, position: 'relative' }}>
        {treemap.error && (
          <FailureNotice
            title="The tree could not be read"
            why={treemap.error}
            onRetry={() => void treemap.refetch()}
          />
        )}
        {treemap.isPending && <Skeleton variant="rounded" height="100%" />}
        {root && root.children.length === 0 && (
          <Box sx={{ color: 'text.secondary', pt: 4 }}>No file bytes in here.</Box>
        )}
        {root && root.children.length > 0 && (
          <FolderTreemap
            folder={root}
            colorOf={(node) => treeColor(node, coloring, colors, findings)}
            onChoose={choose}
          />
        )}
      </Box>
    </Card>
  );
}

/** `/ usr / lib`, each a way back. */
function PathLinks({ path, onFolder }: { path: string; onFolder: (path: string) => void }) {
  const names = path.split('/').filter(Boolean);
  return (
    <Box component="nav" aria-label="Folder" sx={{ overflowWrap: 'anywhere' }}>
      {['', ...names].map((name, depth) => {
        const to = `/${names.slice(0, depth).join('/')}`;
        const here = depth === names.length;
        return (
          <span key={to}>
            {depth > 1 && ' / '}
            {here ? (
              <strong>{name === '' ? '/' : <Name name={name} />}</strong>
            ) : (
              <Link component="button" type="button" variant="body2" onClick={() => onFolder(to)} aria-label={to}>
                {name === '' ? '/' : <Name name={name} />}
              </Link>
            )}{' '}
          </span>
        );
      })}
    </Box>
  );
}
