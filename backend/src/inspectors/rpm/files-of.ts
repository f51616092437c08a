import type { FileList, FileListBuilder } from '../file-list.ts';
import { type RpmHeader, tag } from './header.ts';

const stateNormal = 0;
/** What was left out when the package was installed, as documentation often is. */
const stateNotInstalled = 2;
const flagGhost = 1 << 6;
const kindMask = 0o170000;
const directory = 0o040000;

/** A path that a package names. Text is Latin-1: one character a byte. */
interface NamedPath {
  readonly directory: string;
  readonly name: string;
  /** Its place among the package's paths. */
  readonly place: number;
}

export interface FoundLists {
  readonly files: FileList;
  readonly ghosts: FileList;
}

/** The files of a package, without its directories and without files that others have put in their place. */
export function filesOf(header: RpmHeader, files: FileListBuilder, ghosts: FileListBuilder): FoundLists {
  const [modes, flags, states] = [tag.fileModes, tag.fileFlags, tag.fileStates].map((number) => header.numbers(number));
  for (const { directory: folder, name, place } of pathsOf(header)) {
    const state = states?.[place] ?? stateNormal;
    if (((modes?.[place] ?? 0) & kindMask) === directory) continue;
    if (state !== stateNormal && state !== stateNotInstalled) continue;
    const list = ((flags?.[place] ?? 0) & flagGhost) === 0 ? files : ghosts;
    list.addIn(folder, name);
  }
  return { files: files.take(), ghosts: ghosts.take() };
}

/** Directories and names lie apart; packages of before rpm 4 have whole paths. */
export function* pathsOf(header: RpmHeader): Generator<NamedPath> {
  const folders = header.strings(tag.directoryNames).map((folder) => folder.replace(/\/$/, ''));
  const indexes = header.numbers(tag.directoryIndexes);
  const names = header.strings(tag.baseNames);
  for (const [place, name] of names.entries()) {
    const folder = folders[indexes[place] ?? -1];
    if (folder !== undefined) yield { directory: folder, name, place };
  }
  if (names.length > 0) return;
  for (const [place, path] of header.strings(tag.oldFileNames).entries()) {
    const slash = path.lastIndexOf('/');
    if (slash !== -1) yield { directory: path.slice(0, slash), name: path.slice(slash + 1), place };
  }
}
