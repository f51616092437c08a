import type { LayerReport, ReclaimableFile } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { pageAt } from '../../api/contents.ts';
import { usePagedLists } from '../../api/paged-lists.ts';
import type { ReclaimableFilter } from '../../api/service.ts';
import { useService } from '../../api/service-context.ts';
import { counted } from '../../display/bytes.ts';
import { Bytes } from '../../display/bytes-text.tsx';
import { causeWords } from '../../display/definitions.ts';
import { Path } from '../../display/path.tsx';
import { commandTitle } from '../command.tsx';
import { PagedTable } from './paged-table.tsx';

export function ReclaimableFiles(props: {
  id: string;
  filter: ReclaimableFilter;
  layers: readonly LayerReport[];
  onClear: () => void;
  onFile: (file: ReclaimableFile) => void;
}) {
  const { id, filter } = props;
  const service = useService();
  const [totalBytes, setTotalBytes] = useState<number | null>(null);
  const paged = usePagedLists<ReclaimableFile>(async (_, page) => {
    const answer = await service.reclaimable(id, filter, pageAt(page));
    setTotalBytes(answer.totalBytes);
    return { entries: answer.files, total: answer.total };
  });
  const total = paged.lists.get('')?.total ?? null;
  const filtered = filter.cause !== null || filter.storedIn !== null || filter.supersededIn !== null;
  const titleOf = (index: number) => {
    const layer = props.layers.find((one) => one.index === index);
    return layer ? `Layer ${index}: ${commandTitle(layer)}` : `Layer ${index}`;
  };
  return (
    <PagedTable
      label="Reclaimable files, largest first"
      paged={paged}
      columns="minmax(160px, 1fr) 84px 116px 76px 76px"
      head={['Path', 'Size', 'Cause', 'Stored by', 'Ended by']}
      numeric={[1, 3, 4]}
      caption={
        <>
          <Box role="status" sx={{ flex: 1 }}>
            {total !== null && totalBytes !== null && (
              <>
                <span className="number">{counted(total, 'file')}</span>, <Bytes value={totalBytes} />
                {filtered && ' in the chosen groups'}
              </>
            )}
          </Box>
          {filtered && (
            <Button size="small" variant="text" sx={{ py: 0 }} onClick={props.onClear}>
              Show all
            </Button>
          )}
        </>
      }
      onAct={props.onFile}
      cells={(file) => [
        <Path key="path" path={file.path} />,
        <Bytes key="bytes" value={file.bytes} />,
        <span key="cause" title={causeWords[file.cause].meaning}>
          {causeWords[file.cause].title}
        </span>,
        <span key="stored" className="number" title={titleOf(file.storedIn)}>
          layer {file.storedIn}
        </span>,
        <span key="ended" className="number" title={titleOf(file.supersededIn)}>
          layer {file.supersededIn}
        </span>,
      ]}
    />
  );
}
