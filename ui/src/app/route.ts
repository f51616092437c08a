import type { Scope } from '@aligera/backend/src/answers.ts';
import { useSyncExternalStore } from 'react';
import { keep, recall } from './storage.ts';

export const imageTabs = [
  'overview',
  'findings',
  'dockerfile',
  'layers',
  'packages',
  'reclaimable',
  'duplicates',
] as const;
export type ImageTab = (typeof imageTabs)[number];

/** What the Dockerfile's tab shows. */
export const dockerfileViews = ['lines', 'context', 'rewrite'] as const;
export type DockerfileViewName = (typeof dockerfileViews)[number];

export type ImageRoute = Extract<Route, { page: 'image' }>;

export type Route =
  | { readonly page: 'images' }
  | {
      readonly page: 'image';
      readonly analysis: string;
      readonly tab: ImageTab;
      /** Chosen layer and path, where the tab has them. */
      readonly layer: number | null;
      /** What of the layer is shown; null for what suits the way that led here. */
      readonly scope: Scope | null;
      readonly path: string | null;
      readonly view: DockerfileViewName | null;
    };

/** The page as Docker Desktop loads it has no server behind it: the place is kept in the hash. */
export function formatRoute(route: Route): string {
  if (route.page === 'images') return '#/images';
  const search = new URLSearchParams();
  if (route.layer !== null) search.set('layer', String(route.layer));
  if (route.scope !== null) search.set('scope', route.scope);
  if (route.view !== null) search.set('view', route.view);
  // JSON text escapes the lone surrogates that stand for bytes, which URLs cannot carry.
  if (route.path !== null) search.set('path', JSON.stringify(route.path));
  const query = search.size === 0 ? '' : `?${search}`;
  return `#/image/${encodeURIComponent(route.analysis)}/${route.tab}${query}`;
}

export function parseRoute(hash: string): Route {
  const [place = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [page, analysis, tab] = place.split('/').map(decoded);
  if (page !== 'image' || !analysis) return { page: 'images' };
  const search = new URLSearchParams(query);
  const layer = search.get('layer');
  return {
    page: 'image',
    analysis,
    tab: imageTabs.find((known) => known === tab) ?? 'overview',
    layer: layer !== null && /^\d{1,6}$/.test(layer) ? Number(layer) : null,
    scope: (['layer', 'upto'] as const).find((known) => known === search.get('scope')) ?? null,
    path: jsonString(search.get('path')),
    view: dockerfileViews.find((known) => known === search.get('view')) ?? null,
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function jsonString(text: string | null): string | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

const lastPlace = 'place';

/** Docker Desktop destroys the page when the person leaves: the next one opens at the same place. */
export function restorePlace(): void {
  if (location.hash === '') history.replaceState(null, '', recall(lastPlace) ?? '#/images');
}

export function imageRoute(analysis: string, more: Partial<ImageRoute> = {}): ImageRoute {
  return { page: 'image', analysis, tab: 'overview', layer: null, scope: null, path: null, view: null, ...more };
}

export function go(route: Route, how: 'push' | 'replace' = 'push'): void {
  const hash = formatRoute(route);
  if (hash === location.hash) return;
  if (how === 'push') history.pushState(null, '', hash);
  else history.replaceState(null, '', hash);
  keep(lastPlace, hash);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(
    (changed) => {
      const remember = () => {
        keep(lastPlace, location.hash);
        changed();
      };
      addEventListener('hashchange', remember);
      addEventListener('popstate', remember);
      return () => {
        removeEventListener('hashchange', remember);
        removeEventListener('popstate', remember);
      };
    },
    () => location.hash,
  );
  return parseRoute(hash);
}
