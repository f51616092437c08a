import type { TreeEntry } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef } from 'react';
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
  const { count, active, onRange } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => fileRowHeight,
    overscan: 12,
    scrollPaddingStart: fileRowHeight,
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

  const visible = rows.getVirtualItems();
  const activeShown = active !== null && visible.some((item) => item.index === active);
  return (
    <Box
      ref={scroller}
      sx={fileGridStyles}
      role="treegrid"
      aria-label={props.label}
      aria-rowcount={count + 1}
      tabIndex={0}
      {...(activeShown && { 'aria-activedescendant': `${id}-${active}` })}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        const move = gridMove(event, active, count, props.rowAt);
        if (move === null) return;
        event.preventDefault();
        props.onMove(move);
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
      <div role="rowgroup" style={{ position: 'relative', height: rows.getTotalSize() }}>
        {visible.map((item) => (
          <FileRow
            key={item.key}
            id={`${id}-${item.index}`}
            row={props.rowAt(item.index)}
            place={item.index + 2}
            top={item.start}
            active={item.index === active}
            wholePath={props.wholePaths}
            largest={props.largest}
            onClick={() => props.onMove({ kind: 'click', row: item.index })}
            onDoubleClick={() => props.onMove({ kind: 'act', row: item.index })}
          />
        ))}
      </div>
    </Box>
  );
}
