import Box from '@mui/material/Box';
import { Bar } from '../../display/bar.tsx';
import { counted } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { selectedColor } from '../../display/selected.ts';

interface Group<Key> {
  readonly key: Key;
  readonly title: string;
  readonly note: string | null;
  readonly bytes: number;
  readonly files: number;
}

/** Sums of one kind, largest first; each narrows the list of files, and choosing it again widens it. */
export function GroupList<Key extends string | number>(props: {
  title: string;
  /** Whether the bytes are reclaimable ones. */
  reclaimable?: boolean;
  /** What is counted. */
  countWord?: string;
  groups: readonly Group<Key>[];
  chosen: Key | null;
  onChoose: (key: Key | null) => void;
}) {
  const groups = props.groups.filter((group) => group.files > 0).sort((a, b) => b.bytes - a.bytes);
  const largest = Math.max(1, ...groups.map((group) => group.bytes));
  return (
    <Box component="section" sx={styles}>
      <h2>{props.title}</h2>
      <ul>
        {groups.map((group) => (
          <li key={group.key}>
            <button
              type="button"
              aria-pressed={group.key === props.chosen}
              onClick={() => props.onChoose(group.key === props.chosen ? null : group.key)}
            >
              <span className="line">
                <span className="title" title={group.title}>
                  {group.title}
                </span>
                <strong>
                  <Bytes value={group.bytes} />
                </strong>
              </span>
              <Bar share={group.bytes / largest} part={props.reclaimable ? group.bytes / largest : 0} />
              <span className="note">
                {group.note} <span className="number">{counted(group.files, props.countWord ?? 'file')}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Box>
  );
}

const styles = {
  '& h2': { fontSize: '0.75rem', fontWeight: 600, color: 'text.secondary', m: 0, mb: 0.5 },
  '& ul': {
    listStyle: 'none',
    m: 0,
    p: 0,
    border: 1,
    borderColor: 'divider',
    borderRadius: 1,
    bgcolor: 'background.paper',
    overflow: 'hidden',
  },
  '& li + li': { borderTop: 1, borderColor: 'divider' },
  '& button': {
    all: 'unset',
    boxSizing: 'border-box',
    width: 1,
    display: 'grid',
    rowGap: '4px',
    padding: '7px 12px 7px 9px',
    borderLeft: '3px solid transparent',
    cursor: 'pointer',
    fontSize: '0.8125rem',
  },
  '& button:hover': { bgcolor: 'action.hover' },
  '& button[aria-pressed="true"]': { bgcolor: selectedColor, borderLeftColor: 'primary.main' },
  '& button:focus-visible': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: '-2px' },
  '& .line': { display: 'flex', gap: 1.5, minWidth: 0 },
  '& .title': { flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  '& .note': { color: 'text.secondary', fontSize: '0.75rem' },
} as const;
