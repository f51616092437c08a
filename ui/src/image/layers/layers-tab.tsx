import Box from '@mui/material/Box';
import { go, type ImageRoute } from '../../app/route.ts';
import type { Done } from '../done.ts';
import { FilesPane } from '../files/files-pane.tsx';
import { LayerList } from './layer-list.tsx';

/** The layers, and beside them the files: of the chosen layer, or of all up to it. */
export function LayersTab({ id, done, route }: { id: string; done: Done; route: ImageRoute }) {
  const last = done.layers.at(-1);
  const chosen = done.layers.find((layer) => layer.index === route.layer) ?? last;
  if (chosen === undefined) return <p>This image has no layer with a file system.</p>;
  // Without a chosen layer the whole final tree is the better start.
  const scope = route.scope ?? (route.layer === null ? 'upto' : 'layer');
  return (
    <Box
      sx={{
        flex: 1,
        minHeight: 0,
        display: 'grid',
        gap: 2,
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(260px, 34%) minmax(0, 1fr)' },
        gridTemplateRows: { xs: '200px minmax(320px, 1fr)', md: 'minmax(0, 1fr)' },
      }}
    >
      <LayerList
        layers={done.layers}
        chosen={chosen.index}
        onChoose={(layer) => go({ ...route, layer, scope: route.scope ?? 'layer', path: null })}
      />
      <FilesPane
        id={id}
        layers={done.layers}
        layer={chosen}
        scope={scope}
        path={route.path}
        onScope={(next) => go({ ...route, layer: chosen.index, scope: next })}
        onPath={(path) => go({ ...route, path }, 'replace')}
        onLayer={(layer) => go({ ...route, layer, scope: 'layer' })}
      />
    </Box>
  );
}
