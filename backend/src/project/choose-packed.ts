import { type IgnoreReading, type IgnoreRules, readIgnoreRules } from '../dockerfile/ignore/ignore-rules.ts';
import { decideBelow, type FolderMatches, folderGate, takingGate } from '../dockerfile/ignore/ignore-walk.ts';
import { Failure } from '../failure.ts';
import type { AskedPaths } from './asked-paths.ts';
import { rulesOfAsked } from './choose-asked.ts';
import { chooseIgnoreFile } from './choose-ignore-file.ts';
import { type ContextLimits, isInside } from './read-context.ts';
import { type FoundEntry, walkFolder } from './walk-folder.ts';

export interface PackQuestion {
  /** The build context. */
  readonly folder: string;
  /** The path in the context decides which ignore file counts. The text takes the place of what stands there. */
  readonly dockerfile: TextFile;
  /** Likewise; null where the folder's own ignore file counts. */
  readonly ignoreFile: TextFile | null;
  readonly asked: AskedPaths;
  readonly limits: ContextLimits;
}

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

export interface PackedEntry {
  /** As in `decodeName`. */
  readonly path: string;
  readonly kind: FoundEntry['kind'];
  /** Names the file's content where it has several paths; null where it has one. */
  readonly inode: string | null;
  /** What is packed in place of what is in the folder. */
  readonly text: string | null;
}

export interface Packed {
  /** In the order in which a build sends them. */
  readonly entries: readonly PackedEntry[];
  readonly files: number;
  readonly bytes: number;
  /** The ignore file keeps the Dockerfile out, but the engine reads it from the context: what copies all copies it too. */
  readonly dockerfileComesAlong: boolean;
}

interface FolderState {
  readonly entry: PackedEntry | null;
  readonly above: FolderState | null;
  /** Whether it is packed already. */
  isPacked: boolean;
  readonly ignored: FolderMatches | null;
  readonly asked: FolderMatches | null;
}

/**
 * What of a folder a build with the docker CLI sends: what the ignore file lets in and the Dockerfile asks for, and the
 * folders that this is in.
 * @throws Failure `bad-request`, `not-supported` for an ignore file that Docker refuses, `limit-exceeded`, `cancelled`,
 * `permission-denied` and `not-found` for what cannot be read
 */
export async function choosePacked(question: PackQuestion, signal: AbortSignal): Promise<Packed> {
  const { folder, dockerfile, limits } = question;
  if (!isInside(dockerfile.path))
    throw new Failure('bad-request', 'the Dockerfile must be named from within the folder');
  const packing = new Packing(ignoreRules(question), rulesOfAsked(folder, question.asked).rules, textsOf(question));
  const walk = { ...limits, deadline: performance.now() + limits.milliseconds };
  const visit = (entry: FoundEntry, state: FolderState) => packing.visit(entry, state);
  const { stoppedBy, unreadable } = await walkFolder(folder, packing.top, walk, visit, signal);
  if (stoppedBy !== null) throw new Failure('limit-exceeded', 'the folder is too large for a build context');
  const [first] = unreadable.told().some;
  if (first !== undefined) throw new Failure('permission-denied', `${JSON.stringify(first.path)} ${first.why}`);
  return packing.result(dockerfile);
}

function ignoreRules({ folder, dockerfile, ignoreFile }: PackQuestion): IgnoreRules {
  const { rules, problems } =
    ignoreFile === null ? ownIgnoreRules(folder, dockerfile) : readIgnoreRules(ignoreFile.text);
  if (rules !== null) return rules;
  const [problem] = problems;
  const where = problem === undefined ? '' : `: line ${problem.line}: ${problem.why}`;
  throw new Failure('not-supported', `the ignore file cannot be applied${where}`);
}

function ownIgnoreRules(folder: string, dockerfile: TextFile): IgnoreReading {
  const { file, rules } = chooseIgnoreFile(folder, dockerfile.path);
  return { rules, problems: file?.problems ?? [] };
}

function textsOf({ dockerfile, ignoreFile }: PackQuestion): Map<string, string> {
  return new Map([ignoreFile ?? dockerfile, dockerfile].map(({ path, text }) => [path, text]));
}

class Packing {
  readonly top: FolderState = { entry: null, above: null, isPacked: true, ignored: null, asked: null };
  readonly #ignored: IgnoreRules;
  readonly #asked: IgnoreRules | null;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #looksInto: (folder: string) => boolean;
  readonly #asksBelow: (folder: string) => boolean;
  readonly #entries: PackedEntry[] = [];
  readonly #inodes = new Set<string>();
  #files = 0;
  #bytes = 0;

  constructor(ignored: IgnoreRules, asked: IgnoreRules | null, texts: ReadonlyMap<string, string>) {
    this.#ignored = ignored;
    this.#asked = asked;
    this.#texts = texts;
    this.#looksInto = folderGate(ignored);
    this.#asksBelow = asked === null ? () => true : takingGate(asked);
  }

  visit({ path, kind, size, inode }: FoundEntry, above: FolderState) {
    const { excluded, matches } = decideBelow(this.#ignored, path, above.ignored);
    const asked = this.#asked === null ? null : decideBelow(this.#asked, path, above.asked);
    const isTaken = !excluded && asked?.excluded !== false;
    const text = kind === 'folder' ? null : (this.#texts.get(path) ?? null);
    const entry = { path, kind: text === null ? kind : 'file', inode: text === null ? inode : null, text } as const;
    const state = { entry, above, isPacked: false, ignored: matches, asked: asked?.matches ?? null };
    if (isTaken) this.#pack(state, size);
    if (kind !== 'folder' || (excluded && !this.#looksInto(path))) return null;
    if (asked?.excluded === false && !this.#asksBelow(path)) return null;
    return { when: 'now' as const, state };
  }

  result(dockerfile: TextFile): Packed {
    // What is not in the folder, or is not let in.
    const missing = [...this.#texts].filter(([path]) => !this.#entries.some((entry) => entry.path === path));
    let dockerfileComesAlong = false;
    for (const [path, text] of missing) {
      const letIn = this.#letsIn(path);
      if (path !== dockerfile.path && !letIn) continue;
      if (!letIn && this.#asked === null) dockerfileComesAlong = true;
      this.#entries.push({ path, kind: 'file', inode: null, text });
      this.#count(Buffer.byteLength(text));
    }
    this.#entries.sort((a, b) => (inOrder(a.path) < inOrder(b.path) ? -1 : 1));
    return { entries: this.#entries, files: this.#files, bytes: this.#bytes, dockerfileComesAlong };
  }

  #pack(state: FolderState, size: number): void {
    if (state.isPacked || state.entry === null) return;
    state.isPacked = true;
    if (state.above !== null) this.#pack(state.above, 0);
    const { entry } = state;
    this.#entries.push(entry);
    if (entry.kind !== 'file') return;
    if (entry.inode !== null && this.#inodes.has(entry.inode)) return;
    if (entry.inode !== null) this.#inodes.add(entry.inode);
    this.#count(entry.text === null ? size : Buffer.byteLength(entry.text));
  }

  #count(bytes: number): void {
    this.#files++;
    this.#bytes += bytes;
  }

  /** As a walk would come to it. */
  #letsIn(path: string): boolean {
    const state: { ignored: FolderMatches | null; asked: FolderMatches | null } = { ignored: null, asked: null };
    for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      const at = end === -1 ? path : path.slice(0, end);
      const { excluded, matches } = decideBelow(this.#ignored, at, state.ignored);
      const asked = this.#asked === null ? null : decideBelow(this.#asked, at, state.asked);
      if (end === -1) return !excluded && asked?.excluded !== false;
      if (excluded && !this.#looksInto(at)) return false;
      state.ignored = matches;
      state.asked = asked?.matches ?? null;
    }
  }
}

/** Folder by folder, what is in one right behind it. */
function inOrder(path: string): string {
  return path.replaceAll('/', '\0');
}
