import Box from '@mui/material/Box';
import { counted } from '../../display/bytes.ts';
import { visibleText } from '../../display/visible-name.ts';

/** What a program printed: as text, laid out as it was. */
export function LogLines(props: { label: string; lines: readonly string[]; linesLeftOut?: number }) {
  const { linesLeftOut = 0 } = props;
  return (
    <Box role="region" aria-label={props.label} tabIndex={0} sx={styles}>
      {linesLeftOut > 0 && <div className="aside">{counted(linesLeftOut, 'line')} before</div>}
      <pre>{props.lines.map(visibleText).join('\n')}</pre>
    </Box>
  );
}

const styles = {
  maxHeight: 260,
  overflow: 'auto',
  border: 1,
  borderColor: 'divider',
  borderRadius: 1,
  bgcolor: 'background.default',
  px: 1.25,
  py: 0.75,
  fontSize: '0.75rem',
  lineHeight: 1.5,
  minWidth: 0,
  '& pre': {
    m: 0,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  },
  '& .aside': { color: 'text.secondary' },
} as const;
