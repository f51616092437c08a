import type { Cause } from '../answers.ts';
import type { Instruction } from '../dockerfile/syntax.ts';
import { causeOf } from '../image/accounting.ts';
import type { Entry } from '../image/entries.ts';
import { pathOfEntry } from '../image/image-model.ts';
import { lastRemovals } from './removals.ts';
import type { Subject } from './subject.ts';

/** Files that the layers of one instruction store and those of another end; not those that the first removes itself by now. */
export function endedBetween(
  subject: Subject,
  stored: Instruction,
  ended: Instruction,
  causes: readonly Cause[],
): readonly Entry[] {
  const { image } = subject;
  if (image === null) return [];
  const [from, to] = [subject.layersOf(stored), subject.layersOf(ended)];
  if (from.length === 0 || to.length === 0) return [];
  const { merged, accounting } = image.model;
  const removed = lastRemovals(subject, stored).flatMap(({ paths }) => paths);
  return [...accounting.reclaimable].filter(
    (entry) =>
      from.includes(merged.entries.layer(entry)) &&
      to.includes(merged.inodeEndedIn[entry] ?? -1) &&
      causes.includes(causeOf(merged, entry)) &&
      !removed.some(({ covers }) => covers(pathOfEntry(merged, entry))),
  );
}
