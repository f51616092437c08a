import type { TreeEntry } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import { useCallback, useEffect, useRef, useState } from 'react';
import { pageAt, pageSize } from '../../api/contents.ts';
import { entryAt, firstFailure, usePagedLists } from '../../api/paged-lists.ts';
import type { TreeOrder, TreeView } from '../../api/service.ts';
import { useService } from '../../api/service-context.ts';
import { formatCount } from '../../display/bytes.ts';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { FileGrid } from './file-grid.tsx';
import type { GridMove } from './grid-keys.ts';

/** What a glob finds, as whole paths. */
export function SearchResults(props: {
  id: string;
  view: TreeView;
  glob: string;
  onOrder: (order: TreeOrder) => void;
  onChosen: (entry: TreeEntry) => void;
  onHistory: (path: string) => void;
}) {
  const { id, view, glob } = props;
  const service = useService();
  const paged = usePagedLists<TreeEntry>((_, page) => service.search(id, glob, view, pageAt(page)));
  const [active, setActive] = useState<number | null>(null);
  const list = paged.lists.get('');
  const count = list?.total ?? 0;
  const latest = useRef(paged.request);
  latest.current = paged.request;
  useEffect(() => latest.current('', 0), []);
  const onRange = useCallback((first: number, last: number) => {
    const lastPage = Math.floor(last / pageSize);
    for (let page = Math.floor(first / pageSize); page <= lastPage; page += 1) latest.current('', page);
  }, []);

  function onMove({ kind, row }: GridMove) {
    setActive(row);
    const entry = entryAt(list, row);
    if (entry === undefined) return;
    props.onChosen(entry);
    if (kind === 'act') props.onHistory(entry.path);
  }

  const largest = Math.max(1, ...(list?.pages.get(0) ?? []).map((entry) => Math.max(entry.bytes, entry.removedBytes)));
  const failure = firstFailure(paged);
  return (
    <>
      <Box role="status" sx={{ px: 1.5, py: 0.75, fontSize: '0.8125rem', color: 'text.secondary' }}>
        {failure
          ? ''
          : list?.total == null
            ? 'Searching'
            : count === 0
              ? 'Nothing matches'
              : `${formatCount(count)} found`}
      </Box>
      {failure && <FailureNotice title="The search failed" why={failure} onRetry={paged.retry} />}
      <FileGrid
        label="Found files"
        count={count}
        rowAt={(row) => ({ entry: entryAt(list, row), depth: 1, index: row, siblings: count, open: null })}
        order={null}
        onOrder={props.onOrder}
        wholePaths
        largest={largest}
        active={active}
        onMove={onMove}
        onRange={onRange}
      />
    </>
  );
}
