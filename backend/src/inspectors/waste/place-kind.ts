import type { Confidence, FindingGroup } from '../../inspection-answers.ts';
import type { FileReader } from '../../readings/file-reader.ts';
import type { ImageUse } from './image-use.ts';
import type { Place } from './place.ts';

/**
 * A kind of waste that paths give away. Adding one is an entry in a table of `kinds/`: all of them are matched in one
 * walk over the image's paths, so a kind costs a lookup and no walk of its own.
 */
export interface PlaceKind {
  /** What goes away: `pip-cache-left-behind`. */
  readonly rule: string;
  readonly group: FindingGroup;
  readonly title: string;
  /** What the files are; read after "24 files in /root/.cache/pip: ". */
  readonly contents: string;
  readonly why: string;
  /** What would remove them, in the terms of a Dockerfile. */
  readonly remedy: string;
  /**
   * How sure it is that nothing misses them at run time. Certain: they are of no use to any program. Likely: programs
   * that want them are rare. Possible: it depends on the program, and only its author can tell.
   * Null where the image uses them, so that they are no waste at all.
   */
  readonly confidence: Confidence | ((use: ImageUse) => Confidence | null);
  /** Files, or folders with all that is below: patterns as in `place-patterns.ts`. */
  readonly places: readonly string[];
  /** Names of what is kept in such folders, file or folder, though all beside it goes. */
  readonly except?: RegExp;
  /** What the guard asks of files' content. */
  readonly readers?: readonly FileReader<unknown>[];
  /** Whether what fits a pattern is what it seems: the guard against false friends. */
  readonly where?: (place: Place, use: ImageUse) => boolean;
}
