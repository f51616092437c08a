import { isRecord } from '../api/service-failure.ts';
import { oneOf } from '../app/remembered.ts';
import { type ImageFilter, type ImageOrder, imageColumns, imageUses } from './arrange.ts';

/** Reads what an earlier page kept. */
export function readFilter(stored: unknown): ImageFilter {
  const kept = isRecord(stored) ? stored : {};
  return {
    text: typeof kept.text === 'string' ? kept.text : '',
    repository: typeof kept.repository === 'string' ? kept.repository : null,
    use: oneOf(imageUses, kept.use),
  };
}

export function readOrder(stored: unknown): ImageOrder {
  const kept = isRecord(stored) ? stored : {};
  return { column: oneOf(imageColumns, kept.column), direction: oneOf(['desc', 'asc'], kept.direction) };
}
