import type { LastLines } from '@aligera/backend/src/verify-answers.ts';
import Box from '@mui/material/Box';
import { LogLines } from './log-lines.tsx';

/** What both printed last, side by side: where one does not start, it is said there why. */
export function LastLinesView({ lines, open }: { lines: LastLines; open: boolean }) {
  if (lines.original.length + lines.variant.length === 0) return null;
  return (
    <details open={open}>
      <summary>What both printed last</summary>
      <Box sx={{ display: 'grid', gap: 1.5, mt: 0.5, gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' }}>
        <Printed by="Original" lines={lines.original} />
        <Printed by="Variant" lines={lines.variant} />
      </Box>
    </details>
  );
}

function Printed({ by, lines }: { by: string; lines: readonly string[] }) {
  return (
    <div>
      <div className="aside">{by}</div>
      {lines.length === 0 ? 'nothing' : <LogLines label={`Printed last by the ${by.toLowerCase()}`} lines={lines} />}
    </div>
  );
}
