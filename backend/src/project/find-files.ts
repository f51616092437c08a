import { asciiJson, listCharacters, withinCharacters } from './ascii-json.ts';
import { isForeignFolder, kindOfFile } from './known-files.ts';
import { readInside } from './read-inside.ts';
import type { ProjectFile, ProjectReading } from './reading.ts';
import { type FoundEntry, walkFolder } from './walk-folder.ts';

type Kind = ProjectFile['kind'];

/** In the order in which they are told, and in which they get the room there is. */
const kinds: readonly Kind[] = ['dockerfile', 'ignore-file', 'manifest', 'lock-file'];
const largestText: Readonly<Record<Kind, number>> = {
  dockerfile: 1_000_000,
  'ignore-file': 1_000_000,
  manifest: 300_000,
  'lock-file': 500_000,
};
const mostFiles = 200;
/** Characters that all texts together may take as JSON in ASCII, by which the document travels. */
const textRoom = 2_500_000;

const limits = { entries: 50_000, depth: 6, milliseconds: 10_000 };

/**
 * Finds a project's Dockerfiles, ignore files, manifests and lock files, those near the top first.
 * @throws Failure where the folder cannot be read; `cancelled`
 */
export async function findFiles(
  folder: string,
  signal: AbortSignal,
): Promise<Omit<ProjectReading, 'version' | 'context'>> {
  const found: { path: string; kind: Kind; depth: number; size: number }[] = [];
  const walk = { ...limits, deadline: performance.now() + limits.milliseconds };
  const visit = ({ kind, path, size }: FoundEntry, depth: number) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (kind === 'folder') return isForeignFolder(name) ? null : { when: 'now' as const, state: depth + 1 };
    const isKind = kindOfFile(name);
    if (isKind !== null && kind !== 'other') found.push({ path, kind: isKind, depth, size });
    return null;
  };
  const { stoppedBy, unreadable } = await walkFolder(folder, 0, walk, visit, signal);
  found.sort(
    (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || a.depth - b.depth || (a.path < b.path ? -1 : 1),
  );
  const texts = new TextRoom(folder);
  const read = found.slice(0, mostFiles).flatMap((file) => texts.read(file) ?? []);
  const files = withinCharacters(read, textRoom + listCharacters);
  return {
    files,
    filesLeftOut: Math.max(0, found.length - mostFiles) + read.length - files.length,
    stoppedBy,
    unreadable: unreadable.told(),
  };
}

class TextRoom {
  readonly #folder: string;
  #room = textRoom;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Null for what is no file after all, as a symlink that leads nowhere. */
  read({ path, kind, size }: { path: string; kind: Kind; size: number }): ProjectFile | null {
    const most = largestText[kind];
    const content = readInside(this.#folder, path, most);
    if (content === null) return null;
    if ('withheld' in content)
      return { path, kind, bytes: content.size || size, text: null, withheld: content.withheld };
    const text = content.bytes.toString('utf8');
    const bytes = content.bytes.length;
    const characters = asciiJson(text).length;
    if (characters > this.#room) return { path, kind, bytes, text: null, withheld: 'no-room' };
    this.#room -= characters;
    return { path, kind, bytes, text, withheld: null };
  }
}
