import Box from '@mui/material/Box';
import type { LegendEntry } from './tree-colors.ts';

export function Legend({ entries }: { entries: readonly LegendEntry[] }) {
  return (
    <Box
      component="ul"
      aria-label="Colours"
      sx={{ listStyle: 'none', display: 'flex', flexWrap: 'wrap', gap: '2px 12px', m: 0, p: 0, fontSize: '0.75rem' }}
    >
      {entries.map(({ name, color }) => (
        <Box component="li" key={name} sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }}>
          <Box
            component="span"
            aria-hidden="true"
            sx={{ width: 10, height: 10, borderRadius: '2px', bgcolor: color }}
          />
          {name}
        </Box>
      ))}
    </Box>
  );
}
