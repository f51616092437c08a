import type { Cause } from '../../answers.ts';
import { causeOf } from '../../image/accounting.ts';
import type { Entry } from '../../image/entries.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { Finder } from '../inspector.ts';
import { countOf } from './describe-files.ts';
import { bytesOf, isWorthTelling } from './worth-telling.ts';

interface LayerKind {
  readonly cause: Cause;
  readonly rule: string;
  readonly title: string;
  /** Read after "24 files": what a later layer did. */
  readonly happened: string;
  readonly why: string;
  readonly remedy: string;
}

const stays =
  'A layer cannot take bytes back from those below: they are stored and pulled with the image, though no container sees them.';

/** Whatever the files are: what one layer stores and a later one ends. */
const kinds: readonly LayerKind[] = [
  {
    cause: 'deleted',
    rule: 'deleted-in-later-layer',
    title: 'Files that a later layer deletes',
    happened: 'that one layer stores and a later one deletes',
    why: stays,
    remedy:
      'Delete them in the RUN that makes them; where COPY brings them, mount them instead: RUN --mount=type=bind,….',
  },
  {
    cause: 'overwritten',
    rule: 'overwritten-in-later-layer',
    title: 'Files that a later layer replaces',
    happened: 'that one layer stores and a later one stores anew, with other content',
    why: stays,
    remedy: 'Make them in one RUN, or in a build stage of which only the result is copied.',
  },
  {
    cause: 'metadata-only',
    rule: 'attributes-changed-in-own-layer',
    title: 'Files stored again for their owner or mode',
    happened: 'that a later layer stores again with the same content, only to change their owner, mode or time',
    why: stays,
    remedy: 'Give COPY and ADD --chown and --chmod, and run chown and chmod in the RUN that makes the files.',
  },
  {
    cause: 'moved',
    rule: 'moved-in-later-layer',
    title: 'Files that a later layer moves',
    happened: 'that a later layer moves, and stores again for it',
    why: stays,
    remedy: 'Make or copy them where they belong, or move them in the RUN that makes them.',
  },
];

export const keptByLayersFinders: readonly Finder[] = kinds.map((kind) => ({
  rule: kind.rule,
  group: 'waste',
  readers: [],
  find: (image) => {
    const files = filesOf(image, kind.cause);
    if (!isWorthTelling(image, bytesOf(image, files))) return [];
    const { title, happened, why, remedy } = kind;
    const what = `${countOf(files.length, 'file')} ${happened}.`;
    return [{ instance: '', title, what, why, remedy, confidence: 'certain', files, packages: [], evidence: [] }];
  },
}));

function filesOf({ model: { merged, accounting } }: InspectedImage, cause: Cause): Entry[] {
  return Array.from(accounting.reclaimable).filter((file) => causeOf(merged, file) === cause);
}
