import { alpha, type Theme } from '@mui/material/styles';

/** Behind what is chosen. Fainter than MUI's own, on which secondary text would lack contrast in a dark theme. */
export const selectedColor = (theme: Theme): string => alpha(theme.palette.primary.main, 0.12);
