import { nodeAt } from '../../image/image-model.ts';
import { noNode } from '../../image/merge.ts';
import type { Subject } from '../subject.ts';
import type { AttributeChange } from './attribute-changes.ts';

/** What `x` for some makes of the mode that files in a context have: 644. */
const usual: Readonly<Record<string, string>> = {
  '+x': '755',
  'a+x': '755',
  'u+x': '744',
  '+rx': '755',
  'a+rx': '755',
};

/**
 * The mode that `COPY --chmod` sets, in numbers as all versions take it; of a change that adds to the mode it is known
 * for one file only.
 * @returns null where it is not known, or would be another for each file
 */
export function chmodValue({ image }: Subject, { value, recursive, paths }: AttributeChange): string | null {
  if (/^0?[0-7]{3}$/.test(value)) return value.slice(-3);
  const [path, ...more] = paths;
  if (recursive || path === undefined || more.length > 0) return null;
  const node = image === null ? noNode : nodeAt(image.model.merged, path);
  if (image !== null && node !== noNode && image.tree.isFile(node)) {
    return (image.tree.mode(node) & 0o777).toString(8).padStart(3, '0');
  }
  return usual[value] ?? null;
}
