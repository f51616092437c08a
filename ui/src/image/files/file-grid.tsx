import type { TreeEntry } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type MouseEvent, useEffect, useId, useState } from 'react';
import type { TreeOrder, TreeSort } from '../../api/service.ts';
import { SortHeader } from '../../display/sort-header.tsx';
import { fileGridStyles, fileRowHeight } from './file-grid-styles.ts';
import { FileRow } from './file-row.tsx';
import { type GridMove, gridMove } from './grid-keys.ts';

export interface GridRow {
  readonly entry: TreeEntry | undefined;
  readonly depth: number;
  readonly index: number;
  readonly siblings: number;
  readonly open: boolean | null;
}

const columns: readonly { sort: TreeSort; title: string; numeric: boolean; className: string }[] = [
  { sort: 'name', title: 'Name', numeric: false, className: 'name' },
  { sort: 'bytes', title: 'Size', numeric: true, className: 'size' },
  { sort: 'mode', title: 'Mode', numeric: false, className: 'mode' },
  { sort: 'owner', title: 'Owner', numeric: false, className: 'owner' },
  { sort: 'mtime', title: 'Modified', numeric: false, className: 'modified' },
];

/** Rows of files under one head: virtualized, driven by mouse or keyboard, the same for the tree and for a search. */
export function FileGrid(props: {
  label: string;
  count: number;
  rowAt: (row: number) => GridRow | undefined;
  /** Null where the order cannot be chosen. */
  order: TreeOrder | null;
  onOrder: (order: TreeOrder) => void;
  wholePaths: boolean;
  /** Bytes that a full bar stands for. */
  largest: number;
  active: number | null;
  onMove: (move: GridMove) => void;
  onRange: (first: number, last: number) => void;
}) {
  const { count, active, onMove, rowAt } = props;
  const id = useId();
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const move = (kind: 'click' | 'act') => (event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest('[data-row]')?.getAttribute('data-row') : null;
    if (typeof row === 'string') onMove({ kind, row: Number(row) });
  };
  return (
    <Box
      ref={setScroller}
      sx={fileGridStyles}
      role="treegrid"
      aria-label={props.label}
      aria-rowcount={count + 1}
      tabIndex={0}
      {...(active !== null && active < count && { 'aria-activedescendant': rowId(id, active) })}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        const asked = gridMove(event, active, count, rowAt);
        if (asked === null) return;
        event.preventDefault();
        onMove(asked);
      }}
      onClick={move('click')}
      onDoubleClick={(event) => {
        const row = event.target instanceof Element ? event.target.closest('[data-row]') : null;
        // A folder has been opened and closed by the two clicks already.
        if (row && !row.hasAttribute('aria-expanded')) move('act')(event);
      }}
    >
      <div role="row" className="row head" aria-rowindex={1}>
        <div role="columnheader">
          <span className="visually-hidden">Change</span>
        </div>
        {columns.map(({ sort, title, numeric, className }) => (
          <SortHeader
            key={sort}
            className={className}
            title={title}
            meaning={null}
            numeric={numeric}
            direction={props.order?.sort === sort ? props.order.direction : null}
            firstDirection={sort === 'bytes' || sort === 'mtime' ? 'desc' : 'asc'}
            onSort={props.order === null ? null : (direction) => props.onOrder({ sort, direction })}
          />
        ))}
      </div>
      <FileRows
        id={id}
        scroller={scroller}
        count={count}
        rowAt={rowAt}
        wholePaths={props.wholePaths}
        largest={props.largest}
        active={active}
        onRange={props.onRange}
      />
    </Box>
  );
}

/** The rows in view. Apart from the grid, as this is all that is drawn anew while scrolling. */
function FileRows(props: {
  id: string;
  scroller: HTMLElement | null;
  count: number;
  rowAt: (row: number) => GridRow | undefined;
  wholePaths: boolean;
  largest: number;
  active: number | null;
  onRange: (first: number, last: number) => void;
}) {
  const { count, active, onRange } = props;
  const rows = useVirtualizer({
    count,
    getScrollElement: () => props.scroller,
    estimateSize: () => fileRowHeight,
    overscan: 8,
    scrollPaddingStart: fileRowHeight,
    // The active row stays, wherever the view is: the grid refers to it.
    rangeExtractor: (range) => {
      const inView = defaultRangeExtractor(range);
      if (active === null || active >= count || inView.includes(active)) return inView;
      return [...inView, active].sort((a, b) => a - b);
    },
  });
  const { startIndex, endIndex } = rows.range ?? { startIndex: 0, endIndex: 0 };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another count means other rows in the same range
  useEffect(() => {
    // Pages that the scroll bar only flies over are not asked for.
    const timer = setTimeout(() => onRange(startIndex, endIndex), 40);
    return () => clearTimeout(timer);
  }, [startIndex, endIndex, count, onRange]);
  useEffect(() => {
    if (active !== null) rows.scrollToIndex(active, { align: 'auto' });
  }, [active, rows]);

  return (
    <div role="rowgroup" style={{ position: 'relative', height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map((item) => (
        <FileRow
          key={item.key}
          id={rowId(props.id, item.index)}
          row={props.rowAt(item.index)}
          place={item.index}
          top={item.start}
          active={item.index === active}
          wholePath={props.wholePaths}
          largest={props.largest}
        />
      ))}
    </div>
  );
}

function rowId(grid: string, row: number): string {
  return `${grid}-${row}`;
}
