import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Page, ReclaimableFilter } from './service.ts';
import { useService } from './service-context.ts';

/** What a finished analysis holds never changes: it stays fresh as long as the page lives. */
const finished = { staleTime: Number.POSITIVE_INFINITY } as const;

/** Enough for a tall window; small enough to come at once. */
export const pageSize = 200;

export function pageAt(number: number): Page {
  return { offset: number * pageSize, limit: pageSize };
}

export function useTreemap(id: string, path: string) {
  const service = useService();
  return useQuery({
    queryKey: ['treemap', id, path],
    queryFn: () => service.treemap(id, path, 2, 200),
    placeholderData: keepPreviousData,
    ...finished,
  });
}

export function usePathHistory(id: string, path: string) {
  const service = useService();
  return useQuery({ queryKey: ['history', id, path], queryFn: () => service.history(id, path), ...finished });
}

/** Sums by cause and layer do not depend on the filter; the page of files is not used. */
export function useReclaimableSums(id: string) {
  const service = useService();
  return useQuery({
    queryKey: ['reclaimable-sums', id],
    queryFn: () => service.reclaimable(id, allReclaimable, { offset: 0, limit: 1 }),
    ...finished,
  });
}

export const allReclaimable: ReclaimableFilter = { cause: null, storedIn: null, supersededIn: null };
