import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { PackageFilter, Page, ReclaimableFilter } from './service.ts';
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

/** Facts, findings and what could not be looked at. */
export function useInspection(id: string) {
  const service = useService();
  return useQuery({ queryKey: ['inspection', id], queryFn: () => service.inspection(id), ...finished });
}

export function usePackageTreemap(id: string) {
  const service = useService();
  return useQuery({ queryKey: ['package-treemap', id], queryFn: () => service.packageTreemap(id, 200), ...finished });
}

/** Sums by manager do not depend on the filter; the page of packages is not used. */
export function usePackageSums(id: string) {
  const service = useService();
  return useQuery({
    queryKey: ['package-sums', id],
    queryFn: () => service.packages(id, allPackages, { sort: 'bytes', direction: 'desc' }, { offset: 0, limit: 1 }),
    ...finished,
  });
}

export const allPackages: PackageFilter = { manager: null, name: '', inherited: null };

/** @param layer whose version is meant; null for that of the final file system */
export function useFileText(id: string, path: string, layer: number | null, wanted: boolean) {
  const service = useService();
  return useQuery({
    queryKey: ['file-text', id, path, layer],
    queryFn: () => service.fileText(id, path, layer),
    enabled: wanted,
    retry: false,
    ...finished,
  });
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
