import type { ThemeOptions } from '@mui/material/styles';

/** Stand-ins for the theme options that Docker Desktop puts into an extension's page, in its colours and sizes. */
export const themes: { readonly light: ThemeOptions; readonly dark: ThemeOptions } = {
  light: themeOf('light', {
    primary: { main: '#1d63ed', light: '#5c92f5', dark: '#0c49c2', contrastText: '#ffffff' },
    secondary: { main: '#677285', contrastText: '#ffffff' },
    success: { main: '#2e7f74' },
    warning: { main: '#b24d0a' },
    error: { main: '#d52536' },
    info: { main: '#086dd7' },
    text: { primary: '#17191e', secondary: '#5d6878', disabled: '#8993a5' },
    background: { default: '#ffffff', paper: '#f9fafb' },
    divider: '#dce0e8',
  }),
  dark: themeOf('dark', {
    primary: { main: '#6ea1ff', light: '#a3c2ff', dark: '#3f7ce8', contrastText: '#0b1220' },
    secondary: { main: '#98a2b3', contrastText: '#0b1220' },
    success: { main: '#52c1b2' },
    warning: { main: '#f0a35c' },
    error: { main: '#f2727e' },
    info: { main: '#5caeff' },
    text: { primary: '#f4f5f7', secondary: '#a7b0bf', disabled: '#6f7a8b' },
    background: { default: '#161b22', paper: '#1e252e' },
    divider: '#384352',
  }),
};

function themeOf(mode: 'light' | 'dark', palette: ThemeOptions['palette']): ThemeOptions {
  return {
    palette: { mode, ...palette },
    shape: { borderRadius: 4 },
    typography: {
      fontFamily: 'Roboto, system-ui, -apple-system, "Segoe UI", sans-serif',
      fontSize: 14,
      h1: { fontSize: '2rem', fontWeight: 500 },
      h2: { fontSize: '1.5rem', fontWeight: 500 },
      h3: { fontSize: '1.25rem', fontWeight: 500 },
      button: { textTransform: 'none', fontWeight: 500 },
    },
    components: {
      MuiButton: { defaultProps: { disableElevation: true, variant: 'contained' } },
      MuiButtonBase: { defaultProps: { disableRipple: true } },
      MuiCard: { defaultProps: { variant: 'outlined' } },
      MuiTooltip: { defaultProps: { arrow: true } },
    },
  };
}
