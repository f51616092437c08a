import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useDesktop } from '../app/desktop-context.ts';
import { formatBytes } from '../display/bytes.ts';
import { visibleName } from '../display/visible-name.ts';
import { dockerfileKey } from './dockerfile.ts';
import { rewriteKey } from './rewrite.ts';
import { useService } from './service-context.ts';

/** As the service has it: more is refused there, too. */
const largestDockerfile = 1_000_000;

const projectKey = (id: string) => ['project', id] as const;
const landedKey = (id: string) => ['landed', id] as const;

/** The project's folder or the Dockerfile that the person gave for an image, if any. */
export function useProject(id: string) {
  const service = useService();
  return useQuery({
    queryKey: projectKey(id),
    queryFn: async () => (await service.project(id)).project,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What of the given folder landed in the image: sums, and the largest files. */
export function useLanded(id: string, wanted: boolean) {
  const service = useService();
  return useQuery({
    queryKey: landedKey(id),
    queryFn: () => service.landed(id, { offset: 0, limit: 100 }),
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The ways to give a Dockerfile or the folder it is in, and to take it back. */
export function useGiving(id: string) {
  const service = useService();
  const desktop = useDesktop();
  const queries = useQueryClient();
  const stop = useRef(new AbortController());
  const changed = () =>
    Promise.all(
      [projectKey(id), landedKey(id), dockerfileKey(id), rewriteKey(id)].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    );
  const file = useMutation({
    mutationFn: async (given: { name: string; text: string | File }) => {
      const { name, text } = given;
      if (text instanceof File && text.size > largestDockerfile) {
        const sizes = `${formatBytes(text.size)}: a Dockerfile has at most ${formatBytes(largestDockerfile)}`;
        throw new Error(`The file ${visibleName(name)} has ${sizes}`);
      }
      await service.giveProject(id, {
        kind: 'dockerfile',
        name,
        text: text instanceof File ? await text.text() : text,
      });
    },
    onMutate: () => forgetErrors(),
    onSuccess: changed,
  });
  const folder = useMutation({
    mutationFn: async () => {
      const path = await desktop.chooseFolder('The folder that the image is built from');
      if (path === null) return;
      stop.current = new AbortController();
      const { signal } = stop.current;
      try {
        const { sizes } = await service.projectSizes(id);
        const reading = await desktop.readProject(path, 'Dockerfile', sizes, signal);
        if (signal.aborted) return;
        await service.giveProject(id, { kind: 'folder', path, reading });
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    onMutate: () => forgetErrors(),
    onSuccess: changed,
  });
  const forget = useMutation({
    mutationFn: () => service.forgetProject(id),
    onMutate: () => forgetErrors(),
    onSuccess: changed,
  });
  // What went wrong before is over once something else is tried.
  const forgetErrors = () => {
    for (const other of [file, folder, forget]) if (other.isError) other.reset();
  };
  return {
    file,
    folder,
    forget,
    cancelFolder: () => stop.current.abort(),
  };
}
