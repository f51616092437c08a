import type { Variant } from '../rewrite-answers.ts';

/** The rule whose very aim is another user. */
const aimsAtUser = 'runs-as-root';

/**
 * The number of the user that the variant is meant to run as, where an edit wrote it; null where the variant has to run as
 * the original does. What a person's own lines say is not meant by any edit.
 */
export function meantUser({ dockerfile, edits }: Pick<Variant, 'dockerfile' | 'edits'>): string | null {
  const lines = dockerfile.split('\n');
  const written = edits
    .filter(({ rule }) => rule === aimsAtUser)
    .flatMap(({ to }) => to.flatMap(({ start, end }) => lines.slice(start - 1, end)));
  return written.map((line) => /^\s*USER\s+(\d+)/i.exec(line)?.[1]).findLast((user) => user !== undefined) ?? null;
}
