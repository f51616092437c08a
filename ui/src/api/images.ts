import type { ImageList, ImageSource } from '@aligera/backend/src/answers.ts';
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { analysisKey } from './analysis.ts';
import { useService } from './service-context.ts';
import { rememberSource } from './sources.ts';

const imagesKey = ['images'] as const;

/** The list as it was last seen, fetched if it never was. */
export function useImageList() {
  const service = useService();
  return useQuery({ queryKey: imagesKey, queryFn: () => service.images(), staleTime: 60_000 });
}

/** The list of images. Keeps itself fresh: the engine's and the service's changes bring a new one. */
export function useImages() {
  const service = useService();
  const queries = useQueryClient();
  const list = useQuery({
    queryKey: imagesKey,
    queryFn: () => service.images(),
    // Changes are reported below, but an engine that is absent reports nothing.
    refetchInterval: (query) => (query.state.error || query.state.data?.engine.state === 'absent' ? 5000 : false),
  });
  useQuery({
    queryKey: ['image-changes'],
    queryFn: async () => {
      const known = queries.getQueryData<ImageList>(imagesKey)?.revision ?? 0;
      const { revision } = await service.imageChanges(known).catch((error: unknown) => {
        // A service that was restarted counts from the beginning: the list itself tells what is true then.
        void queries.invalidateQueries({ queryKey: imagesKey });
        throw error;
      });
      if (revision !== known) await queries.invalidateQueries({ queryKey: imagesKey });
      return revision;
    },
    enabled: list.data !== undefined,
    // Each call waits in the service until something changes: this is the pause between two of them.
    refetchInterval: (query) => (query.state.error ? 5000 : 300),
  });
  return list;
}

export function refreshImages(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: imagesKey });
}

/** Takes an archive away from the service; the file it came from stays. */
export function useRemoveArchive() {
  const service = useService();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (archive: string) => service.removeArchive(archive),
    onSettled: () => void refreshImages(queries),
  });
}

/** Starts analyses one after the other; the service decides how many run at once. Answers the last. */
export function useStartAnalyses() {
  const service = useService();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (sources: readonly ImageSource[]) => {
      const started = [];
      for (const source of sources) {
        const analysis = await service.startAnalysis(source);
        queries.setQueryData(analysisKey(analysis.id), analysis);
        rememberSource(analysis.id, source);
        started.push(analysis);
      }
      return started;
    },
    // Nobody waits for the list: what was started can be opened at once.
    onSettled: () => void refreshImages(queries),
  });
}
