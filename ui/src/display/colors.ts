import type { Change } from '@aligera/backend/src/answers.ts';
import { useTheme } from '@mui/material/styles';

/** Meanings that MUI's palette has no name for. Text on the page's background holds 4.5 : 1, areas 3 : 1. */
export interface MeaningColors {
  readonly live: string;
  readonly reclaimable: string;
  readonly change: Readonly<Record<Change, string>>;
  /** Areas of the treemap, by depth. */
  readonly cells: readonly [string, string, string];
  readonly cellText: string;
}

const light: MeaningColors = {
  live: '#2f6fe4',
  reclaimable: '#c2570c',
  change: { added: '#0b6b35', changed: '#8a5a00', removed: '#c02626', unchanged: '#5c6773' },
  cells: ['#d7e5fb', '#c3d8f8', '#e4eefc'],
  cellText: '#10243f',
};

const dark: MeaningColors = {
  live: '#5a95f5',
  reclaimable: '#f0994a',
  change: { added: '#5fd08d', changed: '#e6bb55', removed: '#ff8d85', unchanged: '#9aa7b4' },
  cells: ['#1d3352', '#264369', '#2c4e7b'],
  cellText: '#e8f0fb',
};

export function useColors(): MeaningColors {
  return useTheme().palette.mode === 'dark' ? dark : light;
}
