import { createContext, useContext } from 'react';
import type { Desktop } from './desktop.ts';

export const DesktopContext = createContext<Desktop | null>(null);

export function useDesktop(): Desktop {
  const desktop = useContext(DesktopContext);
  if (desktop === null) throw new Error('useDesktop outside of DesktopContext');
  return desktop;
}
