import type { TreemapNode } from '@aligera/backend/src/answers.ts';
import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import type { KeyboardEvent } from 'react';
import { ResponsiveContainer, Treemap } from 'recharts';
import { counted, exactBytes, formatBytes } from '../../display/bytes.ts';
import { useColors } from '../../display/colors.ts';
import { moveWithin } from '../../display/roving.ts';
import { visibleName } from '../../display/visible-name.ts';

interface Cell {
  readonly name: string;
  readonly value: number;
  /** Place among the folder's entries: the way back from the drawing to the data. */
  readonly place: number;
  /** Of a cell in a cell: the place of the outer one. */
  readonly parent?: number;
  readonly children?: Cell[];
  [key: string]: unknown;
}

/** A folder's entries as areas; what is in each is hinted at by lines. */
export function FolderTreemap({ folder, onChoose }: { folder: TreemapNode; onChoose: (node: TreemapNode) => void }) {
  const cells = folder.children.map(cellOf);
  return (
    <Box
      role="group"
      aria-label={`What ${visibleName(folder.path)} holds, by size`}
      onKeyDown={moveWithin}
      sx={{ height: 1, '& svg': { overflow: 'hidden' }, '& g:focus': { outline: 'none' } }}
    >
      <ResponsiveContainer width="100%" height="100%">
        <Treemap
          data={cells}
          dataKey="value"
          nodeGap={2}
          isAnimationActive={false}
          content={(drawn) => {
            const entry = typeof drawn.place === 'number' ? folder.children[drawn.place] : undefined;
            if (drawn.depth === 0 || !(drawn.width > 0) || !(drawn.height > 0)) return <g />;
            const area = { x: drawn.x, y: drawn.y, width: drawn.width, height: drawn.height };
            if (drawn.depth === 1 && entry) {
              return <EntryArea entry={entry} first={drawn.place === 0} area={area} onChoose={() => onChoose(entry)} />;
            }
            const parent = typeof drawn.parent === 'number' ? folder.children[drawn.parent] : undefined;
            const inner = parent?.children[Number(drawn.place)];
            return inner && parent ? (
              <InnerArea entry={inner} area={area} onChoose={() => onChoose(inner.type === 'rest' ? parent : inner)} />
            ) : (
              <g />
            );
          }}
        />
      </ResponsiveContainer>
    </Box>
  );
}

function cellOf(node: TreemapNode, place: number): Cell {
  const cell = { name: node.name, value: node.bytes, place };
  if (node.children.length === 0) return cell;
  const children = node.children.map((child, inner) => ({
    name: child.name,
    value: child.bytes,
    place: inner,
    parent: place,
  }));
  return { ...cell, children };
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function EntryArea(props: { entry: TreemapNode; first: boolean; area: Area; onChoose: () => void }) {
  const { entry, area } = props;
  const colors = useColors();
  const { palette } = useTheme();
  const label = labelOf(entry);
  const act = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    props.onChoose();
  };
  const letters = Math.floor((area.width - 10) / 6.4);
  return (
    <g
      role="button"
      data-roving
      tabIndex={props.first ? 0 : -1}
      aria-label={`${label}: ${formatBytes(entry.bytes)}, ${counted(entry.fileCount, 'file')}`}
      onClick={props.onChoose}
      onKeyDown={act}
      className="entry"
      style={{ cursor: 'pointer' }}
    >
      <title>{`${entry.type === 'rest' ? label : visibleName(entry.path)}\n${exactBytes(entry.bytes)}, ${counted(entry.fileCount, 'file')}`}</title>
      <rect
        {...area}
        rx={2}
        fill={colors.cells[entry.type === 'directory' ? 0 : 2]}
        stroke={palette.background.paper}
      />
      {letters >= 3 && area.height >= 18 && (
        <text x={area.x + 6} y={area.y + 14} fontSize={11.5} fontWeight={600} fill={colors.cellText} stroke="none">
          {cut(label, letters)}
        </text>
      )}
      {letters >= 6 && area.height >= 34 && (
        <text x={area.x + 6} y={area.y + 28} fontSize={11} fill={colors.cellText} stroke="none">
          {formatBytes(entry.bytes)}
        </text>
      )}
    </g>
  );
}

/** What an entry holds. A pointer may go two levels at once; the keyboard goes one by one. */
function InnerArea({ entry, area, onChoose }: { entry: TreemapNode; area: Area; onChoose: () => void }) {
  const colors = useColors();
  const { palette } = useTheme();
  const label = labelOf(entry);
  const letters = Math.floor((area.width - 8) / 6);
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it takes no focus; the outer entry is the keyboard's way in
    <g onClick={onChoose} style={{ cursor: 'pointer' }} aria-hidden="true">
      <title>{`${visibleName(entry.path)}\n${exactBytes(entry.bytes)}, ${counted(entry.fileCount, 'file')}`}</title>
      <rect {...area} fill="transparent" stroke={palette.background.paper} />
      {letters >= 4 && area.height >= 60 && (
        <text
          x={area.x + area.width / 2}
          y={area.y + area.height / 2 + 4}
          textAnchor="middle"
          fontSize={11}
          fill={colors.cellText}
          stroke="none"
        >
          {cut(label, letters)}
          {letters >= 8 && (
            <tspan x={area.x + area.width / 2} dy="1.3em" fillOpacity={0.8}>
              {formatBytes(entry.bytes)}
            </tspan>
          )}
        </text>
      )}
    </g>
  );
}

function labelOf(entry: TreemapNode): string {
  if (entry.type === 'rest') return 'smaller entries';
  return entry.type === 'directory' ? `${visibleName(entry.name)}/` : visibleName(entry.name);
}

function cut(text: string, letters: number): string {
  const all = [...text];
  return all.length <= letters ? text : `${all.slice(0, letters - 1).join('')}…`;
}
