import { useQuery } from '@tanstack/react-query';
import { useService } from './service-context.ts';

export const dockerfileKey = (id: string) => ['dockerfile', id] as const;

/** The Dockerfile that made the image: the best that was found, or the one that the person gave. */
export function useDockerfile(id: string) {
  const service = useService();
  return useQuery({
    queryKey: dockerfileKey(id),
    queryFn: () => service.dockerfile(id),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
