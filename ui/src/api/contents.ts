import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import type { Page, ReclaimableFilter, Service, TreeOrder, TreeView } from './service.ts';
import { useService } from './service-context.ts';

/** What a finished analysis holds never changes: it stays fresh as long as the page lives. */
const finished = { staleTime: Number.POSITIVE_INFINITY } as const;

export const pageSize = 200;

export function pageAt(number: number): Page {
  return { offset: number * pageSize, limit: pageSize };
}

export function useTreemap(id: string, path: string, depth: number) {
  const service = useService();
  return useQuery({
    queryKey: ['treemap', id, path, depth],
    queryFn: () => service.treemap(id, path, depth, 160),
    placeholderData: keepPreviousData,
    ...finished,
  });
}

export function usePathHistory(id: string, path: string) {
  const service = useService();
  return useQuery({ queryKey: ['history', id, path], queryFn: () => service.history(id, path), ...finished });
}

/** Groups and their sums do not depend on the filter; any page of files carries them. */
export function useReclaimableSums(id: string) {
  return useQuery(reclaimablePage(useService(), id, { cause: null, storedIn: null, supersededIn: null }, 0));
}

export function useReclaimablePages(id: string, filter: ReclaimableFilter, pages: readonly number[]) {
  const service = useService();
  return useQueries({ queries: pages.map((page) => reclaimablePage(service, id, filter, page)) });
}

function reclaimablePage(service: Service, id: string, filter: ReclaimableFilter, page: number) {
  return {
    queryKey: ['reclaimable', id, filter, page] as const,
    queryFn: () => service.reclaimable(id, filter, pageAt(page)),
    ...finished,
  };
}

export function useDuplicatePages(id: string, pages: readonly number[]) {
  const service = useService();
  return useQueries({
    queries: pages.map((page) => ({
      queryKey: ['duplicates', id, page] as const,
      queryFn: () => service.duplicates(id, pageAt(page)),
      ...finished,
    })),
  });
}

export function useSearchPages(id: string, glob: string, view: TreeView, pages: readonly number[]) {
  const service = useService();
  return useQueries({
    queries: pages.map((page) => ({
      queryKey: ['search', id, glob, view, page] as const,
      queryFn: () => service.search(id, glob, view, pageAt(page)),
      ...finished,
    })),
  });
}

export interface LevelPage {
  readonly path: string;
  readonly page: number;
}

export function useTreePages(id: string, view: TreeView, order: TreeOrder, pages: readonly LevelPage[]) {
  const service = useService();
  return useQueries({
    queries: pages.map(({ path, page }) => ({
      queryKey: ['tree', id, view, order, path, page] as const,
      queryFn: () => service.treeLevel(id, path, view, order, pageAt(page)),
      ...finished,
    })),
  });
}
