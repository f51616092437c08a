import type { ImageSource } from '@aligera/backend/src/answers.ts';
import { keep, recall } from '../app/storage.ts';
import { isRecord } from './service-failure.ts';

const kept = 30;

/**
 * What was analyzed under which name. The service forgets its jobs when it restarts, but not what it read: with the
 * source at hand, a page that is opened again starts the analysis anew, and it is done at once.
 */
export function rememberSource(analysis: string, source: ImageSource): void {
  const others = sources().filter(([name]) => name !== analysis);
  keep('sources', JSON.stringify([[analysis, source], ...others].slice(0, kept)));
}

export function sourceOf(analysis: string): ImageSource | null {
  return sources().find(([name]) => name === analysis)?.[1] ?? null;
}

function sources(): readonly (readonly [string, ImageSource])[] {
  try {
    const list: unknown = JSON.parse(recall('sources') ?? '[]');
    return Array.isArray(list) ? list.flatMap(readEntry) : [];
  } catch {
    return [];
  }
}

function readEntry(entry: unknown): (readonly [string, ImageSource])[] {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string' || !isRecord(entry[1])) return [];
  const { kind, id, archive, image, platform } = entry[1];
  const choice = typeof platform === 'string' ? { platform } : {};
  if (kind === 'engine' && typeof id === 'string') return [[entry[0], { kind, id, ...choice }]];
  if (kind === 'archive' && typeof archive === 'string' && typeof image === 'number') {
    return [[entry[0], { kind, archive, image, ...choice }]];
  }
  return [];
}
