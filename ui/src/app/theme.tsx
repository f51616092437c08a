import { DockerMuiV6ThemeProvider } from '@docker/docker-mui-theme';
import type { ThemeOptions } from '@mui/material';
import CssBaseline from '@mui/material/CssBaseline';
import type { ReactNode } from 'react';
import { DenseStyles } from './dense-styles.tsx';

/**
 * Docker Desktop's theme. The provider ships none: it reads what Docker Desktop injects and breaks where nothing was,
 * so a theme of our own is put there first.
 */
export function Theme({ children }: { children: ReactNode }) {
  globalThis.__ddMuiV6Themes ??= ownThemes;
  return (
    <DockerMuiV6ThemeProvider>
      <CssBaseline enableColorScheme />
      <DenseStyles />
      {children}
    </DockerMuiV6ThemeProvider>
  );
}

const shared: ThemeOptions = {
  typography: {
    fontFamily: 'Inter, "Roboto Flex", Roboto, "Segoe UI", system-ui, -apple-system, sans-serif',
    fontSize: 13,
    h3: { fontSize: '1.375rem', fontWeight: 600, lineHeight: 1.3 },
    h4: { fontSize: '1rem', fontWeight: 600, lineHeight: 1.4 },
    button: { textTransform: 'none', fontWeight: 500 },
  },
  shape: { borderRadius: 6 },
};

const ownThemes = {
  light: {
    ...shared,
    palette: {
      mode: 'light',
      primary: { main: '#1d5fd6' },
      error: { main: '#c02626' },
      warning: { main: '#9a5b00' },
      success: { main: '#0f7a3d' },
      info: { main: '#1d5fd6' },
      background: { default: '#f7f8fa', paper: '#ffffff' },
      text: { primary: '#17212b', secondary: '#55606c' },
      divider: '#dfe3e8',
    },
  },
  dark: {
    ...shared,
    palette: {
      mode: 'dark',
      primary: { main: '#6aa3ff' },
      error: { main: '#ff8d85' },
      warning: { main: '#f0b45a' },
      success: { main: '#5fd08d' },
      info: { main: '#6aa3ff' },
      background: { default: '#11171d', paper: '#1a2229' },
      text: { primary: '#eef2f6', secondary: '#a5b1bd' },
      divider: '#2e3943',
    },
  },
} satisfies { light: ThemeOptions; dark: ThemeOptions };
