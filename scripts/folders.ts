import { homedir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

/** The user's folder for what can be made again (XDG Base Directory Specification; its like elsewhere). */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'aligera');
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'aligera');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'aligera');
  return join(homedir(), '.cache', 'aligera');
}
