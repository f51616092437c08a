import type { EngineState } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';

export function TableSkeleton() {
  return (
    <Box role="status" aria-label="Loading the images" sx={{ display: 'grid', gap: 1 }}>
      {['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((row) => (
        <Skeleton key={row} variant="rounded" height={40} />
      ))}
    </Box>
  );
}

export function EmptyList({ engine }: { engine: EngineState }) {
  if (engine.state === 'absent') {
    return (
      <Centered title="Nothing to show without an engine">
        The list comes back by itself when the engine does. Archives need none: drop one made by{' '}
        <code>docker save</code> onto this page.
      </Centered>
    );
  }
  return (
    <Centered title="No images yet">
      Pull or build an image and it appears here by itself. You can also drop an archive made by{' '}
      <code>docker save</code> onto this page.
    </Centered>
  );
}

export function NothingMatches({ onClear }: { onClear: () => void }) {
  return (
    <Centered title="No image matches">
      <Button variant="text" size="small" onClick={onClear}>
        Clear search and filters
      </Button>
    </Centered>
  );
}

function Centered({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box role="status" sx={{ textAlign: 'center', py: 8, px: 2 }}>
      <Typography variant="subtitle1" sx={{ fontWeight: 600 }} component="p" gutterBottom>
        {title}
      </Typography>
      <Typography component="div" color="text.secondary">
        {children}
      </Typography>
    </Box>
  );
}
