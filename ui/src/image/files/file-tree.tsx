import type { TreeEntry } from '@aligera/backend/src/answers.ts';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { pageAt, pageSize } from '../../api/contents.ts';
import { firstFailure, usePagedLists } from '../../api/paged-lists.ts';
import type { TreeOrder, TreeView } from '../../api/service.ts';
import { useService } from '../../api/service-context.ts';
import { FailureNotice } from '../../display/failure-notice.tsx';
import { FileGrid } from './file-grid.tsx';
import { wayTo } from './files-pane.tsx';
import type { GridMove } from './grid-keys.ts';
import { treeRows } from './tree-rows.ts';

/** As many pages of one level are read to find a chosen path in it. */
const searchedPages = 50;

export function FileTree(props: {
  id: string;
  view: TreeView;
  order: TreeOrder;
  path: string | null;
  expanded: ReadonlySet<string>;
  onExpanded: (expanded: ReadonlySet<string>) => void;
  onOrder: (order: TreeOrder) => void;
  onChosen: (entry: TreeEntry) => void;
  onHistory: (path: string) => void;
}) {
  const { id, view, order, path, expanded, onChosen } = props;
  const service = useService();
  const [rootBytes, setRootBytes] = useState(1);
  const paged = usePagedLists<TreeEntry>(async (level, page) => {
    const answer = await service.treeLevel(id, level, view, order, pageAt(page));
    if (level === '/') setRootBytes(Math.max(1, answer.parent.bytes, answer.parent.removedBytes));
    return answer;
  });
  const { lists, request } = paged;
  const rows = useMemo(() => treeRows('/', lists, expanded), [lists, expanded]);
  // What was asked of a row that keys reached before its page did: done as soon as it is there.
  const [awaited, setAwaited] = useState<GridMove | null>(null);
  const activeRow = awaited?.row ?? (path === null ? null : rows.rowOf(path));

  useEffect(() => {
    for (const level of rows.levels) request(level, 0);
  });
  useReveal(
    path,
    rows.rowOf,
    (level) => nextPage(lists.get(level)),
    request,
    (row) => {
      const entry = rows.at(row)?.entry;
      if (entry) onChosen(entry);
    },
  );
  useEffect(() => {
    const entry = awaited === null ? undefined : rows.at(awaited.row)?.entry;
    if (awaited === null || entry === undefined) return;
    setAwaited(null);
    onChosen(entry);
    if (awaited.kind === 'open' && entry.childCount > 0 && !expanded.has(entry.path)) toggle(entry.path);
  });
  const latest = useRef({ rows, request });
  latest.current = { rows, request };
  const onRange = useCallback((first: number, last: number) => {
    for (let row = first; row <= last; row += 1) {
      const shown = latest.current.rows.at(row);
      if (shown && !shown.entry) latest.current.request(shown.level, Math.floor(shown.index / pageSize));
    }
  }, []);

  function toggle(folder: string) {
    const next = new Set(expanded);
    if (!next.delete(folder)) next.add(folder);
    props.onExpanded(next);
  }

  function onMove({ kind, row }: GridMove) {
    const entry = rows.at(row)?.entry;
    setAwaited(entry === undefined ? { kind, row } : null);
    if (entry === undefined) return;
    if (kind === 'go' || kind === 'click') onChosen(entry);
    if (kind === 'go') return;
    if (entry.childCount > 0) toggle(entry.path);
    else if (kind === 'act') props.onHistory(entry.path);
  }

  const failure = firstFailure(paged);
  const empty = lists.get('/')?.total === 0;
  return (
    <>
      {failure && <FailureNotice title="Some files could not be read" why={failure} onRetry={paged.retry} />}
      {empty && <p style={{ padding: '0 16px' }}>No path here with the chosen kinds of change.</p>}
      <FileGrid
        label="Files"
        count={empty ? 0 : rows.count}
        rowAt={(row) => {
          const at = rows.at(row);
          if (at === undefined) return undefined;
          // What is not there yet may be a folder that can be opened.
          if (at.entry === undefined) return { ...at, open: false };
          return { ...at, open: at.entry.childCount > 0 ? expanded.has(at.entry.path) : null };
        }}
        order={order}
        onOrder={props.onOrder}
        wholePaths={false}
        largest={rootBytes}
        active={activeRow}
        onMove={onMove}
        onRange={onRange}
      />
    </>
  );
}

/** Reads on until the path that was chosen elsewhere is among the rows, then tells its row, once for each path. */
function useReveal(
  path: string | null,
  rowOf: (path: string) => number | null,
  nextPageOf: (level: string) => number | null,
  request: (level: string, page: number) => void,
  onFound: (row: number) => void,
) {
  const sought = useRef<string | null>(null);
  useEffect(() => {
    if (path === null || path === '/' || sought.current === path) return;
    const row = rowOf(path);
    if (row !== null) {
      sought.current = path;
      onFound(row);
      return;
    }
    const missing = wayTo(path).find((step) => rowOf(step) === null);
    if (missing === undefined) return;
    const level = missing.slice(0, missing.lastIndexOf('/')) || '/';
    const page = nextPageOf(level);
    if (page !== null && page < searchedPages) request(level, page);
  });
}

function nextPage(list: { total: number | null; pages: ReadonlyMap<number, unknown> } | undefined): number | null {
  if (list?.total == null) return null;
  for (let page = 0; page * pageSize < list.total; page += 1) if (!list.pages.has(page)) return page;
  return null;
}
