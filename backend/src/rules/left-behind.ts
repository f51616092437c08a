import { bytesText } from '../bytes-text.ts';
import type { Instruction } from '../dockerfile/syntax.ts';
import type { Entry } from '../image/entries.ts';
import { filesOfFinding } from './evidence.ts';
import type { Subject } from './subject.ts';

/**
 * Files of a finding that a RUN left behind: those in its layers, or, where its layers are not known, those in any layer
 * that is not the base's. Null where there is no image to look at.
 */
export function leftBehindBy(subject: Subject, run: Instruction, finding: string): readonly Entry[] | null {
  const { image } = subject;
  if (image === null) return null;
  const layers = subject.layersOf(run);
  if (layers.length > 0) return filesOfFinding(image, finding, layers);
  const { entries } = image.model.merged;
  return filesOfFinding(image, finding, null).filter((entry) => entries.layer(entry) >= (image.ownFrom ?? 0));
}

/** `3 files in /var/cache/apk, 1.2 MB`. */
export function toldFiles(subject: Subject, files: readonly Entry[] | null, folder: string): string[] {
  if (subject.image === null || files === null || files.length === 0) return [];
  const { entries } = subject.image.model.merged;
  const bytes = files.reduce((sum, entry) => sum + entries.size(entry), 0);
  return [`${files.length} ${files.length === 1 ? 'file' : 'files'} in ${folder}, ${bytesText(bytes)}`];
}
