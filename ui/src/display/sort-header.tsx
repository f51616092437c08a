import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';

type Direction = 'asc' | 'desc';

/** The head of a column: its meaning on hover and focus, and a button that sorts. */
export function SortHeader(props: {
  title: string;
  meaning: string | null;
  numeric: boolean;
  /** Null where the list is sorted by another column. */
  direction: Direction | null;
  firstDirection: Direction;
  /** Null where the order cannot be chosen. */
  onSort: ((direction: Direction) => void) | null;
  className?: string;
}) {
  const { direction, onSort } = props;
  const next = direction === null ? props.firstDirection : direction === 'asc' ? 'desc' : 'asc';
  // On the outer side of the word, so that heads and numbers end at the same line.
  const arrow = (
    <span aria-hidden="true" className="arrow">
      {direction === null ? '' : direction === 'asc' ? '↑' : '↓'}
    </span>
  );
  const button =
    onSort === null ? (
      <span className="title">{props.title}</span>
    ) : (
      <button type="button" onClick={() => onSort(next)}>
        {props.numeric && arrow}
        {props.title}
        {!props.numeric && arrow}
      </button>
    );
  return (
    <Box
      role="columnheader"
      className={props.className ?? ''}
      aria-sort={direction === null ? 'none' : direction === 'asc' ? 'ascending' : 'descending'}
      sx={{ ...headerStyles, textAlign: props.numeric ? 'right' : 'left' }}
    >
      {props.meaning === null ? (
        button
      ) : (
        <Tooltip title={props.meaning} describeChild enterDelay={400}>
          {button}
        </Tooltip>
      )}
    </Box>
  );
}

const headerStyles = {
  minWidth: 0,
  whiteSpace: 'nowrap',
  '& .title': { fontWeight: 600, fontSize: '0.75rem', color: 'text.secondary' },
  '& button': {
    all: 'unset',
    cursor: 'pointer',
    fontWeight: 600,
    fontSize: '0.75rem',
    color: 'text.secondary',
    borderRadius: '2px',
  },
  '& button:hover': { color: 'text.primary' },
  '& button:focus-visible': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: '2px' },
  '& .arrow:not(:empty)': { px: '2px' },
} as const;
