import { type VariantName, variantNames } from '@aligera/backend/src/rewrite-answers.ts';
import { isRecord } from '../../api/service-failure.ts';
import { useRemembered } from '../../app/remembered.ts';

/** An edit, or a rule as a whole, that the person does not want; with its title, as the service tells of it no more. */
export interface Dropped {
  readonly id: string;
  readonly title: string;
}

interface Kept {
  readonly analysis: string;
  readonly variant: VariantName | null;
  readonly dropped: readonly Dropped[];
}

export type Choices = ReturnType<typeof useChoices>;

/** What the person chose of an image's rewrite. Kept for the last image alone, as the page is made anew ever again. */
export function useChoices(analysis: string) {
  const [kept, keep] = useRemembered('rewrite', readChoices);
  const choices: Kept = kept?.analysis === analysis ? kept : { analysis, variant: null, dropped: [] };
  return {
    ...choices,
    choose: (variant: VariantName) => keep({ ...choices, variant }),
    drop: (...more: readonly Dropped[]) => keep({ ...choices, dropped: [...choices.dropped, ...more] }),
    takeBack: (id: string) => keep({ ...choices, dropped: choices.dropped.filter((one) => one.id !== id) }),
  };
}

function readChoices(stored: unknown): Kept | null {
  if (!isRecord(stored) || typeof stored.analysis !== 'string') return null;
  return {
    analysis: stored.analysis,
    variant: variantNames.find((name) => name === stored.variant) ?? null,
    dropped: Array.isArray(stored.dropped) ? stored.dropped.filter(isDropped) : [],
  };
}

function isDropped(value: unknown): value is Dropped {
  return isRecord(value) && typeof value.id === 'string' && typeof value.title === 'string';
}
