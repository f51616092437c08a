import type { TreeEntry } from '@aligera/backend/src/answers.ts';
import { memo } from 'react';
import { Bar } from '../../display/bar.tsx';
import { counted, exactBytes, formatBytes } from '../../display/bytes.ts';
import { formatMode, octalMode } from '../../display/mode.ts';
import { Name, Path } from '../../display/path.tsx';
import { formatFileTime } from '../../display/time.ts';
import { visibleName } from '../../display/visible-name.ts';
import { ChangeLetter } from './change-letter.tsx';
import type { GridRow } from './file-grid.tsx';
import { changeWords } from './view-state.ts';

interface Props {
  readonly id: string;
  readonly row: GridRow | undefined;
  /** From 0. */
  readonly place: number;
  readonly top: number;
  readonly active: boolean;
  readonly wholePath: boolean;
  readonly largest: number;
}

/** One row of the grid; unchanged ones are left alone while others scroll in. */
export const FileRow = memo(DrawnRow, (before, after) => {
  const [a, b] = [before.row, after.row];
  return (
    a?.entry === b?.entry &&
    a?.open === b?.open &&
    a?.depth === b?.depth &&
    before.place === after.place &&
    before.active === after.active &&
    before.largest === after.largest
  );
});

function DrawnRow(props: Props) {
  const { row, active } = props;
  const entry = row?.entry;
  const position = { transform: `translateY(${props.top}px)` };
  if (row === undefined || entry === undefined) {
    return (
      <div
        role="row"
        id={props.id}
        className="row body"
        style={position}
        aria-rowindex={props.place + 2}
        data-row={props.place}
      >
        <span role="gridcell" className="pending">
          …
        </span>
      </div>
    );
  }
  return (
    <div
      role="row"
      id={props.id}
      className={`row body ${entry.change}${active ? ' active' : ''}`}
      style={position}
      aria-rowindex={props.place + 2}
      data-row={props.place}
      aria-level={row.depth}
      aria-posinset={row.index + 1}
      aria-setsize={row.siblings}
      aria-selected={active}
      {...(row.open !== null && { 'aria-expanded': row.open })}
    >
      <span role="gridcell" className="change" title={changeWords[entry.change].title}>
        {entry.change !== 'unchanged' && <ChangeLetter change={entry.change} />}
      </span>
      <NameCell row={row} entry={entry} wholePath={props.wholePath} />
      <SizeCell entry={entry} largest={props.largest} />
      <span role="gridcell" className="mode mono" title={octalMode(entry.mode)}>
        {formatMode(entry.mode, entry.type)}
      </span>
      <span role="gridcell" className="owner number" title={`User ID ${entry.uid}, group ID ${entry.gid}`}>
        {entry.uid}:{entry.gid}
      </span>
      <span role="gridcell" className="modified number" title={`${formatFileTime(entry.mtime)} UTC`}>
        {formatFileTime(entry.mtime)}
      </span>
    </div>
  );
}

function NameCell({ row, entry, wholePath }: { row: GridRow; entry: TreeEntry; wholePath: boolean }) {
  const folder = entry.type === 'directory';
  return (
    <span
      role="gridcell"
      className="name"
      style={{ paddingLeft: wholePath ? 4 : (row.depth - 1) * 16 }}
      title={visibleName(entry.path)}
    >
      {!wholePath && (
        <span className="twist" aria-hidden="true">
          {row.open === null ? '' : row.open ? '▾' : '▸'}
        </span>
      )}
      {wholePath ? (
        <Path path={entry.path} />
      ) : (
        <span className={folder ? 'text folder-name' : 'text'}>
          <Name name={entry.name} />
          {folder && entry.name !== '/' && '/'}
        </span>
      )}
      {entry.link !== null && (
        <span className="link" title={`${linkWord(entry)} ${visibleName(entry.link)}`}>
          {entry.type === 'hardlink' ? ' ═ ' : ' → '}
          <Name name={entry.link} />
        </span>
      )}
    </span>
  );
}

function linkWord(entry: TreeEntry): string {
  return entry.type === 'hardlink' ? 'Hard link: shares the bytes of' : 'Symbolic link to';
}

function SizeCell({ entry, largest }: { entry: TreeEntry; largest: number }) {
  // What was removed has no bytes here any more: the bytes that went are the ones to show.
  const gone = entry.change === 'removed';
  const bytes = gone ? entry.removedBytes : entry.bytes;
  const title = [
    gone ? `${exactBytes(entry.removedBytes)} removed` : exactBytes(entry.bytes),
    entry.type === 'directory' && !gone ? counted(entry.fileCount, 'file') : '',
    !gone && entry.removedBytes > 0 ? `${exactBytes(entry.removedBytes)} of earlier layers hidden` : '',
  ];
  return (
    <span role="gridcell" className="size" title={title.filter(Boolean).join('\n')}>
      <Bar share={bytes / largest} />
      <span className="number">
        {gone && bytes > 0 && '−'}
        {entry.type === 'symlink' || entry.type === 'fifo' || entry.type.endsWith('device') ? '–' : formatBytes(bytes)}
      </span>
    </span>
  );
}
