import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';

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
