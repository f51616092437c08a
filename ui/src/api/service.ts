import type {
  Analysis,
  Cause,
  Change,
  DuplicatesAnswer,
  Health,
  ImageList,
  ImageSource,
  ImageSummary,
  PathHistory,
  ReclaimableAnswer,
  Scope,
  SearchAnswer,
  TreeLevel,
  TreemapNode,
  UploadState,
} from '@aligera/backend/src/api/answers.ts';
import { serviceOrigin } from './desktop-fetch.ts';
import { reportedFailure, ServiceFailure } from './service-failure.ts';

export type TreeSort = 'bytes' | 'name' | 'mode' | 'owner' | 'mtime';

/** What part of the image a file list is about. */
export interface TreeView {
  readonly layer: number;
  readonly scope: Scope;
  readonly show: readonly Change[];
}

export interface TreeOrder {
  readonly sort: TreeSort;
  readonly direction: 'asc' | 'desc';
}

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

export interface ReclaimableFilter {
  readonly cause: Cause | null;
  readonly storedIn: number | null;
  readonly supersededIn: number | null;
}

const longPollSeconds = 20;

type Query = Readonly<Record<string, string | number | null>>;

/** The service's routes as functions. Each throws a ServiceFailure. */
export function createService(fetch: (input: string, init?: RequestInit) => Promise<Response>) {
  async function ask<T>(method: string, path: string, query: Query = {}, body?: object): Promise<T> {
    const url = serviceOrigin + path + queryString(query);
    const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    if (!response.ok) throw failureOf(response.status, text);
    return JSON.parse(text) as T;
  }
  const analysis = (id: string) => `/analyses/${encodeURIComponent(id)}`;
  const archive = (name: string) => `/archives/${encodeURIComponent(name)}`;

  return {
    health: () => ask<Health>('GET', '/health'),
    images: () => ask<ImageList>('GET', '/images'),
    /** Answers when the list is no longer at that revision, or after 20 s. */
    imageChanges: (since: number) =>
      ask<{ revision: number }>('GET', '/images/changes', { since, waitSeconds: longPollSeconds }),
    startAnalysis: (source: ImageSource) => ask<Analysis>('POST', '/analyses', {}, { source }),
    analysis: (id: string, since: number | null) =>
      ask<Analysis>('GET', analysis(id), since === null ? {} : { since, waitSeconds: longPollSeconds }),
    cancelAnalysis: (id: string) => ask<Analysis>('DELETE', analysis(id)),
    treeLevel: (id: string, path: string, view: TreeView, order: TreeOrder, page: Page) =>
      ask<TreeLevel>('GET', `${analysis(id)}/tree`, { path: pathText(path), ...viewQuery(view), ...order, ...page }),
    search: (id: string, glob: string, view: TreeView, page: Page) =>
      ask<SearchAnswer>('GET', `${analysis(id)}/search`, { glob, ...viewQuery(view), ...page }),
    history: (id: string, path: string) => ask<PathHistory>('GET', `${analysis(id)}/history`, { path: pathText(path) }),
    reclaimable: (id: string, filter: ReclaimableFilter, page: Page) =>
      ask<ReclaimableAnswer>('GET', `${analysis(id)}/reclaimable`, { ...filter, ...page }),
    duplicates: (id: string, page: Page) => ask<DuplicatesAnswer>('GET', `${analysis(id)}/duplicates`, { ...page }),
    treemap: (id: string, path: string, depth: number, limit: number) =>
      ask<TreemapNode>('GET', `${analysis(id)}/treemap`, { path: pathText(path), depth, limit }),
    startUpload: (name: string, size: number) => ask<UploadState>('POST', '/archives', {}, { name, size }),
    uploadChunk: (id: string, offset: number, data: string) =>
      ask<UploadState>('POST', `${archive(id)}/chunks`, {}, { offset, data }),
    finishUpload: (id: string) => ask<{ images: readonly ImageSummary[] }>('POST', `${archive(id)}/finish`, {}, {}),
    removeArchive: (id: string) => ask<{ removed: boolean }>('DELETE', archive(id)),
  };
}

export type Service = ReturnType<typeof createService>;

function viewQuery(view: TreeView): Query {
  return { layer: view.layer, scope: view.scope, show: view.show.join(',') };
}

/**
 * A path as a query can carry it. Bytes that are not UTF-8 are lone surrogates in a path (PEP 383), which URLs cannot
 * hold: such a path is written as a JSON string. It cannot be mistaken, as paths begin with a slash.
 */
export function pathText(path: string): string {
  return path.isWellFormed() ? path : JSON.stringify(path);
}

function queryString(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== null) search.set(name, String(value));
  return search.size === 0 ? '' : `?${search}`;
}

function failureOf(status: number, body: string): ServiceFailure {
  const report = reportedFailure(body);
  if (report) return new ServiceFailure(report);
  return new ServiceFailure({
    code: 'service-broken',
    message: `The Aligera service answered with status ${status} and no reason.`,
    hint: 'This is a bug. The log of the extension’s container tells more.',
  });
}
