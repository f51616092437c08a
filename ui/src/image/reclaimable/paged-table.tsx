import Box from '@mui/material/Box';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { pageSize } from '../../api/contents.ts';
import { entryAt, firstFailure, type PagedLists } from '../../api/paged-lists.ts';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { selectedColor } from '../../display/selected.ts';
import { SortHeader } from '../../display/sort-header.tsx';

const rowHeight = 30;

/** The head of a column that the list can be sorted by. */
export interface SortedHead {
  readonly title: string;
  readonly meaning: string | null;
  /** Null where the list is sorted by another column. */
  readonly direction: 'asc' | 'desc' | null;
  readonly firstDirection: 'asc' | 'desc';
  readonly onSort: (direction: 'asc' | 'desc') => void;
}

/** A long flat list: virtualized, read page by page, with a row that arrow keys move and Enter acts on. */
export function PagedTable<Entry>(props: {
  label: string;
  paged: PagedLists<Entry>;
  /** Grid template of a row. */
  columns: string;
  head: readonly (string | SortedHead)[];
  /** Columns that are aligned to the right. */
  numeric: readonly number[];
  caption: ReactNode;
  cells: (entry: Entry) => readonly ReactNode[];
  onAct: (entry: Entry) => void;
}) {
  const { paged } = props;
  const list = paged.lists.get('');
  const count = list?.total ?? 0;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: rowHeight,
  });
  const firstPage = Math.floor((rows.range?.startIndex ?? 0) / pageSize);
  const lastPage = Math.floor((rows.range?.endIndex ?? 0) / pageSize);
  const request = useRef(paged.request);
  request.current = paged.request;
  useEffect(() => {
    const timer = setTimeout(() => {
      for (let page = firstPage; page <= lastPage; page += 1) request.current('', page);
    }, 30);
    return () => clearTimeout(timer);
  }, [firstPage, lastPage]);

  function onKeyDown(event: KeyboardEvent) {
    const to = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + 15,
      PageUp: active - 15,
      Home: 0,
      End: count - 1,
    }[event.key];
    const entry = entryAt(list, active);
    if (event.key === 'Enter' && entry !== undefined) props.onAct(entry);
    else if (to !== undefined && count > 0) {
      const next = Math.min(count - 1, Math.max(0, to));
      setActive(next);
      rows.scrollToIndex(next);
    } else return;
    event.preventDefault();
  }

  const align = (column: number) => (props.numeric.includes(column) ? 'numeric' : '');
  const failure = firstFailure(paged);
  const visible = rows.getVirtualItems();
  return (
    <Box component="section" sx={{ ...styles, '& .row': { ...styles['& .row'], gridTemplateColumns: props.columns } }}>
      <Box
        sx={{ display: 'flex', px: 1.5, py: 1, alignItems: 'baseline', fontSize: '0.8125rem', color: 'text.secondary' }}
      >
        {props.caption}
      </Box>
      {failure && <FailureNotice title="A part of the list could not be read" why={failure} onRetry={paged.retry} />}
      <div
        ref={scroller}
        className="scroller"
        role="grid"
        aria-label={props.label}
        aria-rowcount={count + 1}
        tabIndex={0}
        {...(visible.some((item) => item.index === active) && { 'aria-activedescendant': `row-${active}` })}
        onKeyDown={onKeyDown}
      >
        <div role="row" className="row head" aria-rowindex={1}>
          {props.head.map((head, column) =>
            typeof head === 'string' ? (
              <span role="columnheader" key={head} className={align(column)}>
                {head}
              </span>
            ) : (
              <SortHeader key={head.title} {...head} numeric={props.numeric.includes(column)} />
            ),
          )}
        </div>
        <div role="rowgroup" style={{ position: 'relative', height: rows.getTotalSize() }}>
          {visible.map((item) => {
            const entry = entryAt(list, item.index);
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
              <div
                role="row"
                key={item.key}
                id={`row-${item.index}`}
                aria-rowindex={item.index + 2}
                className={item.index === active ? 'row body active' : 'row body'}
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => {
                  setActive(item.index);
                  if (entry !== undefined) props.onAct(entry);
                }}
              >
                {(entry === undefined ? ['…'] : props.cells(entry)).map((cell, column) => (
                  <span role="gridcell" key={titleOf(props.head[column])} className={align(column)}>
                    {cell}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </Box>
  );
}

function titleOf(head: string | SortedHead | undefined): string | undefined {
  return typeof head === 'object' ? head.title : head;
}

const styles = {
  display: 'flex',
  flexDirection: 'column',
  minHeight: 0,
  minWidth: 0,
  flex: 1,
  border: 1,
  borderColor: 'divider',
  borderRadius: 1,
  bgcolor: 'background.paper',
  fontSize: '0.8125rem',
  '& .scroller': { flex: 1, minHeight: 120, overflow: 'auto' },
  '& .scroller:focus-visible': { outlineOffset: '-2px' },
  '& .scroller:focus-visible:has(.active)': { outline: 'none' },
  '& .scroller:focus-visible .active': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: '-2px' },
  '& .row': {
    display: 'grid',
    columnGap: '12px',
    alignItems: 'center',
    height: rowHeight,
    px: 1.5,
    minWidth: 'min-content',
  },
  '& .head': {
    position: 'sticky',
    top: 0,
    zIndex: 1,
    bgcolor: 'background.paper',
    borderBottom: 1,
    borderColor: 'divider',
    fontSize: '0.75rem',
    fontWeight: 600,
    color: 'text.secondary',
  },
  '& .body': { position: 'absolute', left: 0, right: 0, cursor: 'pointer' },
  '& .body:hover': { bgcolor: 'action.hover' },
  '& .scroller:focus-visible .body.active': { bgcolor: selectedColor },
  '& .row > *': { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  '& .others': { flex: 'none', color: 'text.secondary' },
  '& .numeric': { textAlign: 'right' },
} as const;
