import { selectedColor } from './selected.ts';

/** Of the small toggle buttons in toolbars. */
export const toggleStyles = {
  px: 1.25,
  py: 0.5,
  fontSize: '0.8125rem',
  textTransform: 'none',
  whiteSpace: 'nowrap',
  '&.Mui-selected, &.Mui-selected:hover': { bgcolor: selectedColor },
} as const;
