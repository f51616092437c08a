import { z } from 'zod';
import type { FailureReport } from '../failure.ts';

/**
 * What is read of a project's folder, as one document. Paths are relative to the folder, with slashes; bytes that are
 * not UTF-8 are lone surrogates (PEP 383). All lists are bounded; where one was cut, a count beside it says more.
 */

const count = z.number().int().min(0);
const path = z.string().max(1 << 16);
const line = z.number().int().min(1);

const amount = z.object({ files: count, bytes: count });
/** Files and their bytes; of a file with several paths only one counts, as only one is sent. */
export type Amount = z.infer<typeof amount>;

const unreadable = z.object({
  count,
  /** The first ones. */
  some: z.array(z.object({ path, why: z.string() })).max(100),
});
export type Unreadable = z.infer<typeof unreadable>;

/** Why a file's text is not there; `no-room`: other files came first. */
const withheld = z.enum(['too-large', 'no-room', 'unreadable']);

const projectFile = z.object({
  path,
  kind: z.enum(['dockerfile', 'ignore-file', 'manifest', 'lock-file']),
  bytes: count,
  /** Null where `withheld` says why. What is not UTF-8 in it is U+FFFD. */
  text: z.string().nullable(),
  withheld: withheld.nullable(),
});
export type ProjectFile = z.infer<typeof projectFile>;

const ignoreFile = z.object({
  path,
  /** Why it could not be read, if so. */
  withheld: withheld.nullable(),
  patterns: count,
  /** `pattern`: a build fails if it comes to that; else the file is refused as a whole, `too-large` by this reader alone. */
  problems: z.array(z.object({ line, why: z.string(), refused: z.enum(['file', 'pattern', 'too-large']) })).max(100),
});
export type IgnoreFile = z.infer<typeof ignoreFile>;

const largest = z.object({ path, ...amount.shape });
export type Largest = z.infer<typeof largest>;

const keptOut = z.object({
  ...amount.shape,
  /** Paths that are kept out while the folder they are in is not, largest first. */
  largest: z.array(z.object({ ...largest.shape, line })),
  /** By line of the ignore file what its pattern keeps out, or an exception lets in; zeros for a pattern without effect. */
  byLine: z.array(z.object({ line, exception: z.boolean(), ...amount.shape })),
});

const contentHashes = z.object({
  /** Sent files whose size the image has: path, bytes, XXH64 (seed 0) in hexadecimal; largest first. */
  files: z.array(z.tuple([path, count, z.string().regex(/^[0-9a-f]{16}$/)])),
  /** Sent files whose size the image may have, but that were not read. */
  unread: amount,
});
export type ContentHashes = z.infer<typeof contentHashes>;

const asked = z.object({
  /** What of the context the Dockerfile's COPY, ADD and mounts name. Where that is `unknown`, everything was taken for asked. */
  how: z.enum(['everything', 'paths', 'nothing', 'unknown']),
  why: z.string().nullable(),
  /** Of `paths` the first ones, with those that symlinks lead to. */
  paths: z.array(path).max(100),
});

const context = z.object({
  /** The Dockerfile whose ignore file was looked for first. */
  dockerfile: path,
  /** Null where there is none. */
  ignoreFile: ignoreFile.nullable(),
  /** The limit that ended the measuring: what is said of `all` and `keptOut` is then the least there is. */
  stoppedBy: z.enum(['entries', 'time']).nullable(),
  asked,
  /** Everything in the folder: what is sent, what is not asked for, and what is kept out. */
  all: amount,
  /** Null where the ignore file cannot be applied: its problems say why. */
  sent: z
    .object({
      ...amount.shape,
      /** False where a limit ended the measuring before all that is sent was seen. */
      complete: z.boolean(),
      emptyFiles: count,
      links: count,
      folders: z.array(largest),
      largest: z.array(largest),
    })
    .nullable(),
  /** What the ignore file lets through, but the Dockerfile does not ask for. Null as above. */
  notAsked: amount.nullable(),
  keptOut: keptOut.nullable(),
  /** Sockets, pipes and devices, which have no content to send. */
  others: count,
  unreadable,
  /** Null where the image was not asked about. */
  hashes: contentHashes.nullable(),
});
export type ContextReading = z.infer<typeof context>;

export const projectReadingSchema = z.object({
  version: z.literal(1),
  /** Dockerfiles first, then ignore files, manifests and lock files; of each kind those nearest to the top first. */
  files: z.array(projectFile),
  /** Files that were found but are not in `files`. */
  filesLeftOut: count,
  /** The limit that ended the search for files. */
  stoppedBy: z.enum(['entries', 'time']).nullable(),
  unreadable,
  /** Null where it was not asked for. */
  context: context.nullable(),
});
export type ProjectReading = z.infer<typeof projectReadingSchema>;

/** What the reader prints as one line: it exits with 0 for a reading, and 1 for a failure. */
export type ReaderAnswer = { readonly reading: ProjectReading } | { readonly failure: FailureReport };
