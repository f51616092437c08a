import { decide, readIgnoreRules } from '../dockerfile/ignore/ignore-rules.ts';
import { nodeAt, versionsOf } from '../image/image-model.ts';
import { noNode } from '../image/merge.ts';
import type { CopiedPaths } from './copied-paths.ts';
import type { Subject } from './subject.ts';

/** Whether it takes all of the build context. */
export function takesWholeContext({ from, sources }: CopiedPaths): boolean {
  return from === null && sources.length === 1 && /^\.?\/?$/.test(sources[0] ?? '');
}

/**
 * Whether a copy brought something to a path, by what the image has in the copy's own layer: what a later RUN puts there
 * does not count. Null where the image does not tell.
 */
export function wasCopied(subject: Subject, { copy, destination }: CopiedPaths, name: string): boolean | null {
  const layers = subject.layersOf(copy);
  if (subject.image === null || layers.length === 0) return null;
  const { merged } = subject.image.model;
  const node = nodeAt(merged, `${destination}/${name}`);
  return node !== noNode && versionsOf(merged, node).some((entry) => layers.includes(merged.entries.layer(entry)));
}

/** Whether the ignore file keeps a path of the context out; as far as it is known. */
export function isIgnored({ ignoreText }: Subject, path: string): boolean {
  const { rules } = readIgnoreRules(ignoreText ?? '');
  if (rules === null || rules.patterns.some(({ fits }) => fits === null)) return false;
  return decide(rules, path).excluded;
}
