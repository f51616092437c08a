import type { LayerReport } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import { readableCommand } from '../display/command.ts';
import { Name } from '../display/path.tsx';
import { visibleName } from '../display/visible-name.ts';

/** The command that made a layer, in one line that is cut at its end. */
export function Command({ createdBy }: { createdBy: string | null }) {
  if (createdBy === null) {
    return (
      <span className="unknown" title="The image’s history has no line for this layer.">
        no history
      </span>
    );
  }
  const { instruction, text } = readableCommand(createdBy);
  return (
    <Box
      component="span"
      className="mono"
      sx={{ minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
    >
      {instruction !== null && <strong>{instruction} </strong>}
      <Name name={text} />
    </Box>
  );
}

/** The same as plain text, for tooltips and accessible names. */
export function commandTitle(layer: Pick<LayerReport, 'createdBy'>): string {
  if (layer.createdBy === null) return 'no history';
  const { instruction, text } = readableCommand(layer.createdBy);
  return visibleName(instruction === null ? text : `${instruction} ${text}`);
}
