import type { Entry } from '../../image/entries.ts';
import type { InspectedImage } from '../inspected-image.ts';

/** Below it a finding is noise in any image: 64 KiB. */
const least = 64 << 10;
/** Of the stored bytes: what is less is not seen in a pull. But from `enough` on it is told even of the largest image. */
const share = 0.001;
const enough = 1 << 20;

/** Whether so many bytes of waste are worth a person's time. */
export function isWorthTelling({ model }: Pick<InspectedImage, 'model'>, bytes: number): boolean {
  return bytes >= Math.max(least, Math.min(model.accounting.storedBytes * share, enough));
}

export function bytesOf({ model }: InspectedImage, files: Iterable<Entry>): number {
  let bytes = 0;
  for (const file of files) bytes += model.merged.entries.size(file);
  return bytes;
}
