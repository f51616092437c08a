import { Failure } from '../failure.ts';
import { chooseAsked } from './choose-asked.ts';
import { chooseIgnoreFile } from './choose-ignore-file.ts';
import { hashFiles } from './hash-files.ts';
import { LargestFirst } from './largest.ts';
import { ContextMeasure } from './measure-context.ts';
import type { Amount, ContentHashes, ContextReading, Largest } from './reading.ts';
import type { SizeFilter } from './size-filter.ts';
import { walkFolder } from './walk-folder.ts';

export interface ContextQuestion {
  /** The build context. */
  readonly folder: string;
  /** Relative to the context; its name decides which ignore file counts. */
  readonly dockerfile: string;
  /** The sizes of an image's files, to find out what of the context landed in it; null to leave that out. */
  readonly imageSizes: SizeFilter | null;
  readonly limits: ContextLimits;
}

export interface ContextLimits {
  readonly entries: number;
  readonly depth: number;
  readonly milliseconds: number;
}

export const contextLimits: ContextLimits = { entries: 500_000, depth: 500, milliseconds: 60_000 };

const mostHashes = 20_000;
const hashCharacters = 1_500_000;

/**
 * Measures a build context: what a first build with BuildKit sends (later ones send what changed), what the ignore file
 * keeps out, what the Dockerfile does not ask for, and on request the contents' hashes.
 * @throws Failure `bad-request` for a Dockerfile outside of the folder; where the folder cannot be read; `cancelled`
 */
export async function readContext(question: ContextQuestion, signal: AbortSignal): Promise<ContextReading> {
  const { folder, dockerfile, imageSizes, limits } = question;
  if (!isInside(dockerfile)) {
    throw new Failure(
      'bad-request',
      `the Dockerfile ${JSON.stringify(dockerfile)} must be named from within the folder`,
    );
  }
  const deadline = performance.now() + limits.milliseconds;
  const { file, rules } = chooseIgnoreFile(folder, dockerfile);
  const asked = chooseAsked(folder, dockerfile);
  const known = new LargestFirst<Largest>(mostHashes);
  const possible = { files: 0, bytes: 0 };
  const measure = new ContextMeasure(rules, asked.rules, ({ path, size }) => {
    if (imageSizes === null || size === 0 || !imageSizes.mayHave(size)) return;
    possible.files++;
    possible.bytes += size;
    known.add({ path, files: 1, bytes: size });
  });
  const walk = { entries: limits.entries, depth: limits.depth, deadline };
  const outcome = await walkFolder(folder, measure.top, walk, (entry, state) => measure.visit(entry, state), signal);
  const { unreadable, stoppedBy, mainPartSeen } = outcome;
  const sums = measure.sums(mainPartSeen);
  // As long again as for the walk, so that a slow disk does not leave the second question without an answer.
  const hashLimits = { deadline: performance.now() + limits.milliseconds, characters: hashCharacters };
  const hashes =
    imageSizes === null || sums.sent === null ? null : await hashFiles(folder, known.list(), hashLimits, signal);
  return {
    dockerfile,
    ignoreFile: file,
    asked: asked.told,
    stoppedBy,
    ...sums,
    unreadable: unreadable.told(),
    hashes: hashes === null ? null : withUnlisted(hashes, known.list(), possible),
  };
}

export function isInside(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !path.split('/').includes('..');
}

/** Counts the files that were too many to be hashed as unread. */
function withUnlisted({ files, unread }: ContentHashes, listed: readonly Largest[], possible: Amount): ContentHashes {
  const bytes = listed.reduce((sum, file) => sum + file.bytes, 0);
  const more = { files: possible.files - listed.length, bytes: possible.bytes - bytes };
  return { files, unread: { files: unread.files + more.files, bytes: unread.bytes + more.bytes } };
}
