import { basename } from 'node:path/posix';
import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import { type CopiedPaths, copiedPaths, isWithin } from '../copied-paths.ts';
import type { Subject } from '../subject.ts';
import type { AttributeChange } from './attribute-changes.ts';

/** Copies of which all that they bring is changed, or why some are not so. */
export type CoveredCopies =
  | { readonly kind: 'covered'; readonly copies: readonly CopiedPaths[]; readonly single: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'unclear'; readonly why: string };

/** Archives are unpacked, and addresses fetched: what is said of their files is not said of COPY's. */
const notPlain = /^(?:https?:|git@|git:|ssh:)|\.(?:tar(?:\.\w+)?|t[gbx]z2?|gz|bz2|xz|zst)$|[*?[]/;

export function coveredCopies(
  subject: Subject,
  stage: Stage,
  { run, paths, recursive }: AttributeChange,
): CoveredCopies {
  const copies: CopiedPaths[] = [];
  let single = true;
  for (const copy of stage.instructions) {
    if (copy.start > run.start || (copy.name !== 'COPY' && copy.name !== 'ADD')) continue;
    const read = copiedPaths(subject, copy);
    if (read === null) {
      if (copy.heredocs.length > 0) continue;
      return { kind: 'unclear', why: `it is not known where line ${subject.line(copy.start)} copies to` };
    }
    const file = copiedFile(read);
    const isFile = file !== null && paths.includes(file);
    if (!isFile && !(recursive && paths.some((path) => isWithin(read.destination, path)))) {
      const isPart = paths.some((path) => isWithin(path, read.destination));
      if (isPart && recursive) return { kind: 'unclear', why: 'it changes only a part of what a COPY brings' };
      continue;
    }
    if (copy.name === 'ADD' && read.sources.some((source) => notPlain.test(source))) {
      return { kind: 'unclear', why: 'ADD may unpack what it brings' };
    }
    copies.push(read);
    single &&= isFile;
  }
  return copies.length === 0 ? { kind: 'none' } : { kind: 'covered', copies, single };
}

/** The one file that is copied, where it looks like one. */
function copiedFile({ sources: [source = '', ...more], destination, intoFolder }: CopiedPaths): string | null {
  const name = basename(source);
  if (more.length > 0 || name === '' || /^\.{0,2}$/.test(name) || /[*?[]/.test(source)) return null;
  if (intoFolder) return `${destination === '/' ? '' : destination}/${name}`;
  // A folder is copied to a name of its own, too; a file's is mostly kept, or has an ending.
  return /\.\w+$/.test(name) || basename(destination) === name ? destination : null;
}

/** Whether a RUN surely puts nothing into a folder. */
export function leavesAlone(subject: Subject, run: Instruction, folders: readonly string[]): boolean {
  const read = subject.run(run);
  if (read.kind !== 'commands' || read.script.substitutions.length > 0) return false;
  return read.script.commands.every(({ name, args, redirections }) => {
    if (name === null || name.kind !== 'literal' || !harmless.has(name.value)) return false;
    const words = [...args, ...redirections.flatMap(({ target }) => target ?? [])];
    return words.every(({ value, kind }) => kind !== 'expanded' && !mayBeIn(value, folders));
  });
}

function mayBeIn(word: string, folders: readonly string[]): boolean {
  return word.startsWith('/') && folders.some((folder) => isWithin(word, folder) || isWithin(folder, word));
}

/** What these write is not where an application is copied to, as long as they do not name that. */
const harmless: ReadonlySet<string> = new Set(
  'adduser addgroup apk apt apt-get chmod chown dnf groupadd microdnf rm set true update-ca-certificates useradd usermod yum'.split(
    ' ',
  ),
);
