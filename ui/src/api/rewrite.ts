import type { RewriteAnswer, RewriteStep } from '@aligera/backend/src/rewrite-answers.ts';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useService } from './service-context.ts';

export const rewriteKey = (id: string) => ['rewrite', id] as const;
const stepKey = (id: string) => ['rewrite-step', id] as const;

/**
 * The lighter Dockerfiles of an image, with what is done as long as they are not there. While they are computed anew
 * for other choices, those of before stay.
 * @param dropped IDs of rules and of edits to leave out
 */
export function useRewrite(id: string, dropped: readonly string[]) {
  const service = useService();
  const queries = useQueryClient();
  const rewrite = useQuery({
    queryKey: [...rewriteKey(id), dropped.toSorted()],
    queryFn: async ({ signal }): Promise<RewriteAnswer> => {
      queries.setQueryData(stepKey(id), null);
      for (;;) {
        const answer = await service.rewrite(id, dropped);
        if (answer.state !== 'working') return answer;
        signal.throwIfAborted();
        queries.setQueryData(stepKey(id), answer.step);
      }
    },
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const step = useQuery<RewriteStep | null>({ queryKey: stepKey(id), queryFn: () => null, enabled: false });
  return { rewrite, step: step.data ?? null };
}

/** IDs of all rules: a finding of the same name is one that a rule removes. */
export function useRuleIds(): ReadonlySet<string> {
  const service = useService();
  const { data } = useQuery({
    queryKey: ['rules'],
    queryFn: async () => new Set((await service.rules()).rules.map(({ id }) => id)),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? none;
}

const none: ReadonlySet<string> = new Set();
