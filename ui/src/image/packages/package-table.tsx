import type { LayerReport } from '@aligera/backend/src/answers.ts';
import type { PackageReport } from '@aligera/backend/src/inspection-answers.ts';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import { type ReactNode, useEffect, useState } from 'react';
import { pageAt } from '../../api/contents.ts';
import { usePagedLists } from '../../api/paged-lists.ts';
import type { PackageFilter, PackageOrder } from '../../api/service.ts';
import { useService } from '../../api/service-context.ts';
import { formatCount } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { Name } from '../../display/path.tsx';
import { commandTitle } from '../command.tsx';
import { PagedTable, type SortedHead } from '../reclaimable/paged-table.tsx';
import { PackageDrawer } from './package-drawer.tsx';

const settleMilliseconds = 250;

/** Packages as a sortable list; choosing one tells all about it. */
export function PackageTable(props: {
  id: string;
  filter: PackageFilter;
  order: PackageOrder;
  layers: readonly LayerReport[];
  toolbar: ReactNode;
  onOrder: (order: PackageOrder) => void;
  onName: (name: string) => void;
}) {
  const { id, filter, order } = props;
  const service = useService();
  const [opened, setOpened] = useState<PackageReport | null>(null);
  const paged = usePagedLists<PackageReport>(async (_, page) => {
    const answer = await service.packages(id, filter, order, pageAt(page));
    return { entries: answer.packages, total: answer.total };
  });
  const total = paged.lists.get('')?.total ?? null;
  const head = (
    title: string,
    sort: PackageOrder['sort'],
    firstDirection: 'asc' | 'desc',
    meaning: string | null = null,
  ): SortedHead => ({
    title,
    meaning,
    direction: order.sort === sort ? order.direction : null,
    firstDirection,
    onSort: (direction) => props.onOrder({ sort, direction }),
  });
  return (
    <>
      <PagedTable
        label="Packages"
        paged={paged}
        columns="minmax(110px, 2fr) minmax(80px, 1fr) 64px 72px 50px 78px"
        head={[
          head('Name', 'name', 'asc'),
          'Version',
          head('Manager', 'manager', 'asc'),
          head('Bytes', 'bytes', 'desc', 'Live bytes of the package’s files, each file counted once'),
          head('Layer', 'layer', 'asc', 'The layer that stores most of its bytes'),
          head('Needed by', 'neededBy', 'desc', 'Packages in this image that depend on it'),
        ]}
        numeric={[3, 4, 5]}
        caption={
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center', width: 1 }}>
            {props.toolbar}
            <Search key={filter.name} name={filter.name} onName={props.onName} />
            <Box role="status" className="number" sx={{ ml: 'auto' }}>
              {total !== null && `${formatCount(total)} ${total === 1 ? 'package' : 'packages'}`}
            </Box>
          </Box>
        }
        onAct={setOpened}
        cells={(one) => [
          <span key="name" className="cut" title={one.path ?? ''}>
            <Name name={one.name} />
            {one.wanted === 'development' && <span className="others"> development</span>}
          </span>,
          <span key="version" className="cut">
            <Name name={one.version} />
          </span>,
          one.manager,
          <Bytes key="bytes" value={one.bytes} />,
          <span
            key="layer"
            className="number"
            title={commandTitle(props.layers[one.layer ?? -1] ?? { createdBy: null })}
          >
            {one.layer ?? '–'}
          </span>,
          <span key="needed" className="number">
            {one.neededByCount === 0 ? '–' : formatCount(one.neededByCount)}
          </span>,
        ]}
      />
      <PackageDrawer id={id} one={opened} layers={props.layers} onClose={() => setOpened(null)} />
    </>
  );
}

/** Asks once the person has stopped writing. */
function Search({ name, onName }: { name: string; onName: (name: string) => void }) {
  const [text, setText] = useState(name);
  useEffect(() => {
    if (text.trim() === name) return;
    const timer = setTimeout(() => onName(text.trim()), settleMilliseconds);
    return () => clearTimeout(timer);
  }, [text, name, onName]);
  return (
    <TextField
      size="small"
      type="search"
      placeholder="Search by name"
      value={text}
      onChange={(event) => setText(event.target.value)}
      autoFocus={name !== ''}
      sx={{ flex: '0 1 220px' }}
      slotProps={{
        htmlInput: {
          'aria-label': 'Search packages by name',
          spellCheck: false,
          sx: { py: '6px', fontSize: '0.8125rem' },
        },
      }}
    />
  );
}
