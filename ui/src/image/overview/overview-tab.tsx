import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { go, type ImageRoute, imageRoute } from '../../app/route.ts';
import type { Done } from '../done.ts';
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
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) minmax(0, 1fr)' },
        gridTemplateRows: { md: 'minmax(0, 1fr)' },
      }}
    >
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

export function Card({ title, note, children }: { title: ReactNode; note: ReactNode; children: ReactNode }) {
  return (
    <Paper
      variant="outlined"
      component="section"
      sx={{ display: 'flex', flexDirection: 'column', minHeight: 280, minWidth: 0, overflow: 'hidden' }}
    >
      <Box sx={{ px: 2, pt: 1.5, pb: 1 }}>
        <Typography variant="subtitle1" sx={{ fontWeight: 600 }} component="h2">
          {title}
        </Typography>
        <Typography variant="body2" color="text.secondary" component="div">
          {note}
        </Typography>
      </Box>
      {children}
    </Paper>
  );
}
