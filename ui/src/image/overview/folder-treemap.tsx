import type { TreemapNode } from '@aligera/backend/src/api/answers.ts';
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
            return <InnerLines area={area} />;
          }}
        />
      </ResponsiveContainer>
    </Box>
  );
}

function cellOf(node: TreemapNode, place: number): Cell {
  const cell = { name: node.name, value: node.bytes, place };
  if (node.children.length === 0) return cell;
  return { ...cell, children: node.children.map((child, inner) => ({ ...cellOf(child, inner), children: [] })) };
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
  const name = entry.type === 'rest' ? 'smaller entries' : visibleName(entry.name);
  const label = entry.type === 'directory' ? `${name}/` : name;
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
      <title>{`${entry.type === 'rest' ? name : visibleName(entry.path)}\n${exactBytes(entry.bytes)}, ${counted(entry.fileCount, 'file')}`}</title>
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

function InnerLines({ area }: { area: Area }) {
  const { palette } = useTheme();
  return <rect {...area} fill="none" stroke={palette.background.paper} strokeOpacity={0.7} pointerEvents="none" />;
}

function cut(text: string, letters: number): string {
  const all = [...text];
  return all.length <= letters ? text : `${all.slice(0, letters - 1).join('')}…`;
}
