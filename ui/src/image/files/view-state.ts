import type { Change } from '@aligera/backend/src/answers.ts';
import type { TreeOrder, TreeSort } from '../../api/service.ts';
import { isRecord } from '../../api/service-failure.ts';
import { oneOf } from '../../app/remembered.ts';

export const allChanges = ['added', 'changed', 'removed', 'unchanged'] as const satisfies readonly Change[];
const sorts = ['bytes', 'name', 'mode', 'owner', 'mtime'] as const satisfies readonly TreeSort[];

export const changeWords: Readonly<Record<Change, { letter: string; title: string; meaning: string }>> = {
  added: { letter: 'A', title: 'Added', meaning: 'The layer adds this path.' },
  changed: {
    letter: 'C',
    title: 'Changed',
    meaning: 'The layer stores this path again: other content, owner, mode or time.',
  },
  removed: { letter: 'R', title: 'Removed', meaning: 'The layer removes this path of a layer below it.' },
  unchanged: { letter: 'U', title: 'Unchanged', meaning: 'The path is there, but this layer does not touch it.' },
};

export interface FilesView {
  readonly show: readonly Change[];
  readonly order: TreeOrder;
  /** Glob; empty for the tree. */
  readonly glob: string;
}

/** Reads what an earlier page kept. */
export function readFilesView(stored: unknown): FilesView {
  const kept = isRecord(stored) ? stored : {};
  const order = isRecord(kept.order) ? kept.order : {};
  const show = kept.show;
  return {
    show: Array.isArray(show) ? allChanges.filter((change) => show.includes(change)) : allChanges,
    order: { sort: oneOf(sorts, order.sort), direction: oneOf(['desc', 'asc'], order.direction) },
    glob: typeof kept.glob === 'string' ? kept.glob : '',
  };
}
