import type { VariantName } from '@aligera/backend/src/rewrite-answers.ts';
import type { VerificationJob } from '@aligera/backend/src/verify-answers.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Desktop } from '../app/desktop.ts';
import { useDesktop } from '../app/desktop-context.ts';
import type { AskedVerification, Service } from './service.ts';
import { useService } from './service-context.ts';
import { ServiceFailure } from './service-failure.ts';

const verificationsKey = (analysis: string) => ['verifications', analysis] as const;
const planKey = (analysis: string) => ['verification-plan', analysis] as const;

export function isUnderWay({ outcome }: VerificationJob): boolean {
  return outcome.state === 'waiting' || outcome.state === 'running';
}

/** A service that is older than the page knows nothing of verifications. */
export function isUnknownThere(error: Error | null): boolean {
  return isGone(error) && error?.message.startsWith('there is no GET /verifications') === true;
}

/** All verifications of an image that are known, also from before the service's last start. */
export function useVerifications(analysis: string, wanted: boolean) {
  const service = useService();
  return useQuery({
    queryKey: verificationsKey(analysis),
    queryFn: async () => (await service.verifications(analysis)).verifications,
    enabled: wanted,
  });
}

/** What a verification would need and take, before it is asked for. */
export function usePlan(analysis: string, variant: VariantName, dropped: readonly string[], wanted: boolean) {
  const service = useService();
  return useQuery({
    queryKey: [...planKey(analysis), variant, dropped.toSorted()],
    queryFn: () => service.verificationPlan(analysis, variant, dropped),
    enabled: wanted,
  });
}

/**
 * Asks anew what is out of date, and what is needed, whenever something else is proposed or another folder is given: the
 * service compares with what was proposed last.
 */
export function useFreshVerifications(analysis: string, proposed: unknown, given: unknown): void {
  const queries = useQueryClient();
  const known = useRef({ proposed, given });
  useEffect(() => {
    if (known.current.proposed === proposed && known.current.given === given) return;
    known.current = { proposed, given };
    void queries.invalidateQueries({ queryKey: verificationsKey(analysis) });
    void queries.invalidateQueries({ queryKey: planKey(analysis) });
  }, [queries, analysis, proposed, given]);
}

/**
 * One that is under way, followed by long-polling until it is over; then the list is read anew. What it comes to
 * meanwhile is in the list at once.
 */
export function useFollowed(job: VerificationJob): VerificationJob {
  const service = useService();
  const queries = useQueryClient();
  const key = ['verification', job.id] as const;
  const { data } = useQuery({
    queryKey: key,
    queryFn: async () => {
      const known = queries.getQueryData<VerificationJob>(key) ?? job;
      const next = await service.verification(job.id, known.revision).catch((error: unknown) => {
        // The list tells what became of it.
        if (isGone(error)) void queries.invalidateQueries({ queryKey: verificationsKey(job.analysis) });
        throw error;
      });
      if (!isUnderWay(next)) await queries.invalidateQueries({ queryKey: verificationsKey(job.analysis) });
      else if (cameTo(next) > cameTo(known)) {
        queries.setQueryData<VerificationJob[]>(verificationsKey(job.analysis), (list) =>
          list?.map((one) => (one.id === next.id ? next : one)),
        );
      }
      return next;
    },
    initialData: job,
    refetchInterval: ({ state }) => {
      if (state.error) return isGone(state.error) ? false : 3000;
      return state.data !== undefined && !isUnderWay(state.data) ? false : 150;
    },
  });
  return data;
}

function cameTo({ verdicts, effects }: VerificationJob): number {
  return verdicts.length + (effects?.length ?? 0);
}

function isGone(error: unknown): boolean {
  return error instanceof ServiceFailure && error.code === 'not-found';
}

export type Asked = Omit<AskedVerification, 'context'> & {
  /** The project's folder; null where the image has all that is needed. */
  readonly folder: string | null;
};

export function useStartVerification(analysis: string) {
  const service = useService();
  const desktop = useDesktop();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ folder, ...asked }: Asked) => {
      return service.startVerification({ ...asked, context: await contextOf(service, desktop, folder) });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: verificationsKey(analysis) }),
  });
}

/** How the service gets at the files of the build. */
async function contextOf(
  service: Service,
  desktop: Desktop,
  folder: string | null,
): Promise<AskedVerification['context']> {
  if (folder === null) return { kind: 'image' };
  if ((await service.health()).service.readsFolders) return { kind: 'folder', path: folder };
  return { kind: 'container', id: await desktop.createPacker(folder, await service.packerLabels()) };
}

export function useCancelVerification() {
  const service = useService();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => service.cancelVerification(id),
    onSettled: (job) => job && queries.invalidateQueries({ queryKey: verificationsKey(job.analysis) }),
  });
}
