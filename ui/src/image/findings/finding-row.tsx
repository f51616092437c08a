import type { LayerReport } from '@aligera/backend/src/answers.ts';
import type { Finding } from '@aligera/backend/src/inspection-answers.ts';
import Box from '@mui/material/Box';
import { Bar } from '../../display/bar.tsx';
import { counted } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { confidenceWords, findingWords } from '../../display/inspection-words.ts';
import { Name } from '../../display/path.tsx';
import { visibleName } from '../../display/visible-name.ts';
import { FindingEvidence } from './finding-evidence.tsx';

/** One finding: a line that opens in place. */
export function FindingRow(props: {
  id: string;
  finding: Finding;
  layers: readonly LayerReport[];
  /** Bytes that a full bar stands for. */
  largest: number;
  open: boolean;
  onToggle: () => void;
}) {
  const { finding, open } = props;
  const { live, reclaimable } = finding.bytes;
  const all = live + reclaimable;
  const region = `finding-${finding.id}`;
  return (
    <Box component="li" sx={styles}>
      <button type="button" aria-expanded={open} aria-controls={region} onClick={props.onToggle}>
        <span className="twist" aria-hidden="true">
          {open ? '▾' : '▸'}
        </span>
        <span className="title">
          <Name name={finding.title} />
          <span className="what">
            <Name name={finding.what} />
          </span>
        </span>
        <span className="kind" title={findingWords[finding.group].meaning}>
          {findingWords[finding.group].title}
        </span>
        <span className="kind" title={confidenceWords[finding.confidence].meaning}>
          {confidenceWords[finding.confidence].title}
        </span>
        <span className="size">
          <Bar share={all / props.largest} part={reclaimable / props.largest} />
          <strong>{all > 0 ? <Bytes value={all} /> : <span className="number">–</span>}</strong>
          <span className="files number">{finding.fileCount > 0 && counted(finding.fileCount, 'file')}</span>
        </span>
      </button>
      {open && (
        <Box id={region} role="region" aria-label={visibleName(finding.title)} sx={{ px: 2, pt: 1, pb: 2, pl: '38px' }}>
          <FindingEvidence id={props.id} finding={finding} layers={props.layers} />
        </Box>
      )}
    </Box>
  );
}

const styles = {
  '& > button': {
    all: 'unset',
    boxSizing: 'border-box',
    width: 1,
    display: 'grid',
    gridTemplateColumns: '14px minmax(0, 1fr) 92px 64px 118px',
    columnGap: '12px',
    alignItems: 'center',
    padding: '9px 16px 9px 12px',
    cursor: 'pointer',
    fontSize: '0.8125rem',
  },
  '& > button:hover': { bgcolor: 'action.hover' },
  '& > button:focus-visible': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: '-2px' },
  '& .twist': { color: 'text.secondary' },
  '& .title': { fontWeight: 600, minWidth: 0 },
  '& .what': {
    display: 'block',
    fontWeight: 400,
    color: 'text.secondary',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  '& > button[aria-expanded="true"] .what': { whiteSpace: 'normal', overflowWrap: 'anywhere' },
  '& .kind': { color: 'text.secondary', fontSize: '0.75rem' },
  '& .size': { display: 'grid', rowGap: '3px', justifyItems: 'end', '& .bar': { width: 1 } },
  '& .files': { color: 'text.secondary', fontSize: '0.75rem' },
} as const;
