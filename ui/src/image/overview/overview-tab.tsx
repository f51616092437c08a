import Box from '@mui/material/Box';
import { go, type ImageRoute, imageRoute } from '../../app/route.ts';
import type { Done } from '../done.ts';
import { InsideCard } from '../inside/inside-card.tsx';
import { Card } from './card.tsx';
import { LayerBars } from './layer-bars.tsx';
import { TreemapCard } from './treemap-card.tsx';

export function OverviewTab({ id, done, route }: { id: string; done: Done; route: ImageRoute }) {
  const last = done.layers.at(-1)?.index ?? 0;
  return (
    <Box
      sx={{
        flex: 1,
        minHeight: 0,
        display: 'grid',
        gap: 2,
        gridTemplateColumns: {
          xs: 'minmax(0, 1fr)',
          md: 'minmax(300px, 5fr) minmax(0, 6fr)',
          lg: 'minmax(300px, 4fr) minmax(0, 5fr) minmax(0, 5fr)',
        },
        gridTemplateRows: { md: 'minmax(280px, 1fr) minmax(280px, 1fr)', lg: 'minmax(0, 1fr)' },
        // Cards below each other need more height than a small window has.
        overflow: { xs: 'auto', lg: 'visible' },
      }}
    >
      <Box sx={{ display: 'grid', minHeight: 0, gridRow: { md: 'span 2', lg: 'auto' } }}>
        <InsideCard id={id} />
      </Box>
      <Card title="Layers" note="Bytes that each layer stores. Choose one to see its files.">
        <LayerBars
          layers={done.layers}
          onChoose={(layer) => go(imageRoute(id, { tab: 'layers', layer, scope: 'layer' }))}
        />
      </Card>
      <TreemapCard
        id={id}
        path={route.path ?? '/'}
        onFolder={(path) => go({ ...route, path: path === '/' ? null : path })}
        onFiles={(path) => go(imageRoute(id, { tab: 'layers', layer: last, scope: 'upto', path }))}
      />
    </Box>
  );
}
