import type { ImageSummary } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { definitions } from '../display/definitions.ts';
import { SortHeader } from '../display/sort-header.tsx';
import type { ImageColumn, ImageOrder } from './arrange.ts';
import { ImageRow } from './image-row.tsx';
import { imageTableStyles, rowHeight } from './image-table-styles.ts';

const columns: readonly { id: ImageColumn; title: string; meaning?: string; numeric?: true }[] = [
  { id: 'name', title: 'Name' },
  { id: 'platform', title: 'Platform' },
  { id: 'created', title: 'Created' },
  { id: 'containers', title: 'Containers', meaning: definitions.containers, numeric: true },
  { id: 'transfer', title: 'Transfer', meaning: definitions.transfer, numeric: true },
  { id: 'unpacked', title: 'Unpacked', meaning: definitions.unpacked, numeric: true },
  { id: 'onDisk', title: 'On disk', meaning: definitions.onDisk, numeric: true },
  { id: 'shared', title: 'Shared', meaning: definitions.shared, numeric: true },
  { id: 'analysis', title: 'Reclaimable', meaning: `${definitions.reclaimable} ${definitions.efficiency}` },
];

export function ImageTable(props: {
  images: readonly ImageSummary[];
  order: ImageOrder;
  onOrder: (order: ImageOrder) => void;
  selected: ReadonlySet<string>;
  onSelected: (keys: ReadonlySet<string>) => void;
  onOpen: (image: ImageSummary) => void;
  onRemove: (archive: string) => void;
}) {
  const { images, order, selected } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [now] = useState(Date.now);
  const rows = useVirtualizer({
    count: images.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => images[index]?.key ?? index,
    overscan: 8,
  });
  // One scale for all sizes: a longer bar is always more bytes.
  const largest = Math.max(
    1,
    ...images.flatMap(({ sizes: s }) => [s.transferBytes, s.unpackedBytes, s.onDiskBytes]).map(Number),
  );
  const chosen = images.filter((image) => selected.has(image.key)).length;

  function select(keys: readonly string[], yes: boolean) {
    const next = new Set(selected);
    for (const key of keys) yes ? next.add(key) : next.delete(key);
    props.onSelected(next);
  }

  return (
    <Box ref={scroller} sx={imageTableStyles} role="table" aria-label="Images" aria-rowcount={images.length + 1}>
      <div role="rowgroup" className="head">
        <div role="row" aria-rowindex={1} className="row">
          <div role="columnheader" aria-label="Selection">
            <Checkbox
              size="small"
              checked={chosen > 0 && chosen === images.length}
              indeterminate={chosen > 0 && chosen < images.length}
              onChange={(_, yes) =>
                select(
                  images.map((image) => image.key),
                  yes,
                )
              }
              slotProps={{ input: { 'aria-label': 'Select all shown images' } }}
            />
          </div>
          {columns.map((column) => (
            <SortHeader
              key={column.id}
              title={column.title}
              meaning={column.meaning ?? null}
              className={column.id}
              numeric={column.numeric ?? false}
              direction={order.column === column.id ? order.direction : null}
              firstDirection={column.numeric || column.id === 'created' || column.id === 'analysis' ? 'desc' : 'asc'}
              onSort={(direction) => props.onOrder({ column: column.id, direction })}
            />
          ))}
        </div>
      </div>
      <div role="rowgroup" style={{ position: 'relative', height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const image = images[item.index];
          if (image === undefined) return null;
          return (
            <ImageRow
              key={image.key}
              image={image}
              place={item.index + 2}
              top={item.start}
              now={now}
              largest={largest}
              selected={selected.has(image.key)}
              onSelect={(yes) => select([image.key], yes)}
              onOpen={() => props.onOpen(image)}
              onRemove={props.onRemove}
            />
          );
        })}
      </div>
    </Box>
  );
}
