import type { LayerReport, Scope, TreeEntry } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import { useDeferredValue, useEffect, useState } from 'react';
import type { TreeView } from '../../api/service.ts';
import { useRemembered } from '../../app/remembered.ts';
import { EntryDetails } from './entry-details.tsx';
import { FileTree } from './file-tree.tsx';
import { FilesToolbar } from './files-toolbar.tsx';
import { HistoryDrawer } from './history-drawer.tsx';
import { SearchResults } from './search-results.tsx';
import { type FilesView, readFilesView } from './view-state.ts';

/** The files of a layer, or of all layers up to it. */
export function FilesPane(props: {
  id: string;
  layers: readonly LayerReport[];
  layer: LayerReport;
  scope: Scope;
  /** The chosen path. */
  path: string | null;
  onScope: (scope: Scope) => void;
  onPath: (path: string | null) => void;
  onLayer: (layer: number) => void;
}) {
  const { id, layer, scope } = props;
  const [path, setPath] = useFollowed(props.path, props.onPath);
  const [kept, setKept] = useRemembered<FilesView>('files', readFilesView);
  const glob = useDeferredValue(useSettled(kept.glob.trim(), 250));
  const [chosen, setChosen] = useState<TreeEntry | null>(null);
  const [history, setHistory] = useState<string | null>(null);
  const [expanded, setExpanded] = useExpanded(path);
  const view: TreeView = { layer: layer.index, scope, show: kept.show };
  const list = {
    id,
    view,
    order: kept.order,
    onOrder: (order: FilesView['order']) => setKept({ ...kept, order }),
    onHistory: setHistory,
    onChosen: (entry: TreeEntry) => {
      setChosen(entry);
      setPath(entry.path);
    },
  };
  return (
    <Box
      component="section"
      aria-label={scope === 'layer' ? `Files of layer ${layer.index}` : `Files up to layer ${layer.index}`}
      sx={{
        display: 'flex',
        flexDirection: 'column',
        minWidth: 0,
        minHeight: 0,
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        bgcolor: 'background.paper',
        containerType: 'inline-size',
      }}
    >
      <FilesToolbar
        layer={layer.index}
        scope={scope}
        onScope={props.onScope}
        show={kept.show}
        onShow={(show) => setKept({ ...kept, show })}
        glob={kept.glob}
        onGlob={(next) => setKept({ ...kept, glob: next })}
      />
      {kept.show.length === 0 ? (
        <Box sx={{ p: 3, color: 'text.secondary' }}>Choose at least one kind of change to see files.</Box>
      ) : glob === '' ? (
        <FileTree
          key={JSON.stringify([view, kept.order])}
          {...list}
          path={path}
          expanded={expanded}
          onExpanded={setExpanded}
        />
      ) : (
        <SearchResults key={JSON.stringify([glob, view])} {...list} glob={glob} />
      )}
      <EntryDetails entry={chosen?.path === path ? chosen : null} onHistory={setHistory} />
      <HistoryDrawer
        id={id}
        layers={props.layers}
        path={history}
        onClose={() => setHistory(null)}
        onLayer={(next) => {
          setHistory(null);
          props.onLayer(next);
        }}
      />
    </Box>
  );
}

/**
 * The chosen path. It follows the address, and the address follows it now and then: browsers ignore an address that
 * changes as fast as arrow keys repeat.
 */
function useFollowed(told: string | null, tell: (path: string | null) => void) {
  const [path, setPath] = useState(told);
  const [lastTold, setLastTold] = useState(told);
  if (told !== lastTold) {
    setLastTold(told);
    setPath(told);
  }
  const [saidAt, setSaidAt] = useState(0);
  useEffect(() => {
    if (path === told) return;
    const say = () => {
      setSaidAt(Date.now());
      tell(path);
    };
    const timer = setTimeout(say, Math.max(0, saidAt + 400 - Date.now()));
    return () => clearTimeout(timer);
  });
  return [path, setPath] as const;
}

/** Open folders, with the way to the chosen path among them whenever another path is chosen. */
function useExpanded(path: string | null) {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(() => new Set(wayTo(path)));
  const [shownPath, setShownPath] = useState(path);
  if (path !== shownPath) {
    setShownPath(path);
    const missing = wayTo(path)
      .slice(0, -1)
      .filter((folder) => !expanded.has(folder));
    if (missing.length > 0) setExpanded(new Set([...expanded, ...missing]));
  }
  return [expanded, setExpanded] as const;
}

/** `/usr/lib` → `/usr`, `/usr/lib` */
export function wayTo(path: string | null): readonly string[] {
  const names = (path ?? '/').split('/').filter(Boolean);
  return names.map((_, depth) => `/${names.slice(0, depth + 1).join('/')}`);
}

/** The value once it has not changed for a while: every letter of a search would be a question otherwise. */
function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
