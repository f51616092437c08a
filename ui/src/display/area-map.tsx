import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import type { KeyboardEvent } from 'react';
import { ResponsiveContainer, Treemap } from 'recharts';
import { formatBytes } from './bytes.ts';
import { useColors } from './colors.ts';
import { moveWithin } from './roving.ts';

/** One area, drawn as large as its bytes. */
export interface MappedArea {
  /** What is written in it. */
  readonly label: string;
  /** What is told on hover. */
  readonly title: string;
  readonly bytes: number;
  readonly fill: string;
  /** Null where it leads nowhere. */
  readonly onChoose: (() => void) | null;
  /** What it holds, hinted at by lines. */
  readonly inner: readonly Omit<MappedArea, 'inner'>[];
}

interface Cell {
  readonly name: string;
  readonly value: number;
  /** Place among the areas: the way back from the drawing to the data. */
  readonly place: number;
  /** Of a cell in a cell: the place of the outer one. */
  readonly parent?: number;
  readonly children?: Cell[];
  [key: string]: unknown;
}

/** Areas by size, one stop of the Tab key, with arrow keys between them. */
export function AreaMap({ label, areas }: { label: string; areas: readonly MappedArea[] }) {
  return (
    <Box
      role="group"
      aria-label={label}
      onKeyDown={moveWithin}
      sx={{ height: 1, '& svg': { overflow: 'hidden' }, '& g:focus': { outline: 'none' } }}
    >
      <ResponsiveContainer width="100%" height="100%">
        <Treemap
          data={areas.map(cellOf)}
          dataKey="value"
          nodeGap={2}
          isAnimationActive={false}
          content={(drawn) => {
            if (drawn.depth === 0 || !(drawn.width > 0) || !(drawn.height > 0)) return <g />;
            const place = { x: drawn.x, y: drawn.y, width: drawn.width, height: drawn.height };
            const outer = areas[Number(drawn.depth === 1 ? drawn.place : drawn.parent)];
            if (outer === undefined) return <g />;
            if (drawn.depth === 1) return <Outer area={outer} first={drawn.place === 0} place={place} />;
            const inner = outer.inner[Number(drawn.place)];
            return inner === undefined ? <g /> : <Inner area={inner} place={place} />;
          }}
        />
      </ResponsiveContainer>
    </Box>
  );
}

function cellOf(area: MappedArea, place: number): Cell {
  const cell = { name: area.label, value: area.bytes, place };
  if (area.inner.length === 0) return cell;
  const children = area.inner.map((inner, i) => ({ name: inner.label, value: inner.bytes, place: i, parent: place }));
  return { ...cell, children };
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function Outer({ area, first, place }: { area: MappedArea; first: boolean; place: Place }) {
  const colors = useColors();
  const { palette } = useTheme();
  const { onChoose } = area;
  const actions =
    onChoose === null ? { role: 'img' } : { role: 'button', onClick: onChoose, onKeyDown: onKeys(onChoose) };
  const letters = Math.floor((place.width - 10) / 6.4);
  return (
    <g
      {...actions}
      data-roving
      tabIndex={first ? 0 : -1}
      aria-label={`${area.label}: ${area.title.split('\n').slice(1).join(', ')}`}
      className="entry"
      style={{ cursor: onChoose === null ? 'default' : 'pointer' }}
    >
      <title>{area.title}</title>
      <rect {...place} rx={2} fill={area.fill} stroke={palette.background.paper} />
      {letters >= 3 && place.height >= 18 && (
        <text x={place.x + 6} y={place.y + 14} fontSize={11.5} fontWeight={600} fill={colors.cellText} stroke="none">
          {cut(area.label, letters)}
        </text>
      )}
      {letters >= 6 && place.height >= 34 && (
        <text x={place.x + 6} y={place.y + 28} fontSize={11} fill={colors.cellText} stroke="none">
          {formatBytes(area.bytes)}
        </text>
      )}
    </g>
  );
}

function onKeys(choose: () => void) {
  return (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    choose();
  };
}

/** What an area holds. A pointer may go two levels at once; the keyboard goes one by one. */
function Inner({ area, place }: { area: Omit<MappedArea, 'inner'>; place: Place }) {
  const colors = useColors();
  const { palette } = useTheme();
  const letters = Math.floor((place.width - 8) / 6);
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it takes no focus; the outer entry is the keyboard's way in
    <g
      onClick={() => area.onChoose?.()}
      style={{ cursor: area.onChoose === null ? 'default' : 'pointer' }}
      aria-hidden="true"
    >
      <title>{area.title}</title>
      <rect {...place} fill={area.fill} stroke={palette.background.paper} />
      {letters >= 4 && place.height >= 60 && (
        <text
          x={place.x + place.width / 2}
          y={place.y + place.height / 2 + 4}
          textAnchor="middle"
          fontSize={11}
          fill={colors.cellText}
          stroke="none"
        >
          {cut(area.label, letters)}
          {letters >= 8 && (
            <tspan x={place.x + place.width / 2} dy="1.3em" fillOpacity={0.8}>
              {formatBytes(area.bytes)}
            </tspan>
          )}
        </text>
      )}
    </g>
  );
}

function cut(text: string, letters: number): string {
  const all = [...text];
  return all.length <= letters ? text : `${all.slice(0, letters - 1).join('')}…`;
}
