import type { Analysis } from '@aligera/backend/src/answers.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useService } from './service-context.ts';
import { ServiceFailure } from './service-failure.ts';

export const analysisKey = (id: string) => ['analysis', id] as const;

export function isUnderWay(analysis: Analysis): boolean {
  return analysis.outcome.state === 'waiting' || analysis.outcome.state === 'running';
}

function isGone(error: Error): boolean {
  return error instanceof ServiceFailure && error.code === 'not-found';
}

/** One analysis, followed by long-polling until it is over. */
export function useAnalysis(id: string) {
  const service = useService();
  const queries = useQueryClient();
  return useQuery({
    queryKey: analysisKey(id),
    queryFn: () => {
      const known = queries.getQueryData<Analysis>(analysisKey(id));
      return service.analysis(id, known && isUnderWay(known) ? known.revision : null);
    },
    refetchInterval: ({ state }) => {
      if (state.error) return isGone(state.error) ? false : 3000;
      return state.data === undefined || isUnderWay(state.data) ? 150 : false;
    },
  });
}

export function useCancelAnalysis() {
  const service = useService();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => service.cancelAnalysis(id),
    onSuccess: (analysis) => queries.setQueryData(analysisKey(analysis.id), analysis),
  });
}
