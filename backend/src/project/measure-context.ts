import type { IgnorePattern } from '../dockerfile/ignore/ignore-pattern.ts';
import { type IgnoreRules, noRules } from '../dockerfile/ignore/ignore-rules.ts';
import {
  decideBelow,
  type FolderMatches,
  folderGate,
  takingGate,
  type WalkDecision,
} from '../dockerfile/ignore/ignore-walk.ts';
import { Failure } from '../failure.ts';
import { listCharacters, withinCharacters } from './ascii-json.ts';
import { LargestFirst } from './largest.ts';
import type { Amount, ContextReading, Largest } from './reading.ts';
import type { Entering, FoundEntry } from './walk-folder.ts';

/** What is known of a folder while the walk is in it. */
export interface FolderState {
  readonly matches: FolderMatches | null;
  readonly sent: Sum;
  readonly keptOut: KeptOut | null;
  readonly asked: Asked;
}

/** Whether a build asks for a path. */
interface Asked {
  readonly matches: FolderMatches | null;
  readonly isAsked: boolean;
  /** Whether it may ask for something below. */
  readonly entered: boolean;
}

/** What keeps a path out, and the topmost folder for which that holds. */
interface KeptOut {
  readonly by: IgnorePattern;
  readonly top: LineLargest;
  /** Whether a build looks inside all the same. */
  readonly entered: boolean;
}

type LineLargest = Largest & { readonly line: number };

/** What the ignore file says of an entry. */
type Decided = Pick<WalkDecision, 'excluded' | 'by'> & { readonly matches: FolderMatches | null };

/** Files and bytes that are sent from a folder and, once all is summed up, from those below it. */
interface Sum extends Largest {
  readonly parent: Sum | null;
}

const shownLargest = 100;
const shownFolders = 50;
const shownLines = 2000;

/** Sums up a context, entry by entry, as a build would send it. Of a file with several paths one is sent, the others as links. */
export class ContextMeasure {
  /** The state of the context itself. */
  readonly top: FolderState = {
    matches: null,
    sent: { path: '', files: 0, bytes: 0, parent: null },
    keptOut: null,
    asked: { matches: null, isAsked: false, entered: true },
  };
  readonly #rules: IgnoreRules;
  readonly #looksInto: (folder: string) => boolean;
  readonly #asked: IgnoreRules | null;
  readonly #asksBelow: (folder: string) => boolean;
  readonly #onSent: (file: FoundEntry) => void;
  readonly #all: Amount = { files: 0, bytes: 0 };
  readonly #sent: Amount = { files: 0, bytes: 0 };
  readonly #notAsked: Amount = { files: 0, bytes: 0 };
  readonly #folders: Sum[] = [];
  readonly #largestSent = new LargestFirst<Largest>(shownLargest);
  readonly #keptFolders: LineLargest[] = [];
  readonly #largestKeptOut = new LargestFirst<LineLargest>(shownLargest);
  readonly #byPattern = new Map<IgnorePattern, Amount>();
  readonly #seen = new Set<string>();
  readonly #seenSent = new Set<string>();
  #links = 0;
  #emptyFiles = 0;
  #others = 0;
  #applies: boolean;

  /**
   * @param rules null where the ignore file cannot be applied
   * @param asked the paths that a build asks for (`rulesOfPaths`); null for everything
   * @param onSent gets each file that is sent
   */
  constructor(rules: IgnoreRules | null, asked: IgnoreRules | null, onSent: (file: FoundEntry) => void) {
    this.#applies = rules !== null;
    this.#rules = rules ?? noRules;
    this.#looksInto = folderGate(this.#rules);
    this.#asked = asked;
    this.#asksBelow = takingGate(asked ?? noRules);
    this.#onSent = onSent;
  }

  /** Takes the next entry of a folder; for a folder it answers its state, and whether it can wait. */
  visit(entry: FoundEntry, folder: FolderState): Entering<FolderState> {
    const { matches, excluded, by } = this.#decide(entry, folder);
    if (entry.kind === 'other') this.#others++;
    const counts = entry.kind === 'file' && isNew(this.#seen, entry);
    if (counts) grow(this.#all, entry);
    const keptOut = excluded && by !== null ? this.#keepOut(entry, folder, by, counts) : null;
    const asked = this.#isAsked(entry, folder);
    if (entry.kind === 'folder') return this.#enter(entry, folder, { matches, keptOut, asked });
    if (keptOut === null && asked.isAsked) this.#send(entry, folder, by);
    else if (keptOut === null && counts) grow(this.#notAsked, entry);
    return null;
  }

  /** @param complete whether all that is sent was seen */
  sums(complete: boolean): Pick<ContextReading, 'all' | 'sent' | 'notAsked' | 'keptOut' | 'others'> {
    const known = { all: this.#all, others: this.#others };
    if (!this.#applies) return { ...known, sent: null, notAsked: null, keptOut: null };
    const sent = {
      ...this.#sent,
      complete,
      emptyFiles: this.#emptyFiles,
      links: this.#links,
      folders: withinCharacters(this.#sumOfFolders(), listCharacters),
      largest: withinCharacters(this.#largestSent.list(), listCharacters),
    };
    return { ...known, sent, notAsked: this.#notAsked, keptOut: this.#sumOfKeptOut() };
  }

  #decide({ path }: FoundEntry, { matches, keptOut }: FolderState): Decided {
    const undecided = { matches: null, excluded: false, by: null };
    if (!this.#applies) return undecided;
    if (keptOut !== null && !keptOut.entered) return { matches: null, excluded: true, by: keptOut.by };
    try {
      return decideBelow(this.#rules, path, matches);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // A build would fail here; what is in the folder can still be told.
      this.#applies = false;
      return undecided;
    }
  }

  #keepOut(entry: FoundEntry, folder: FolderState, by: IgnorePattern, counts: boolean): KeptOut {
    const top = folder.keptOut?.top ?? { path: entry.path, files: 0, bytes: 0, line: by.line };
    const isTop = folder.keptOut === null;
    if (isTop && entry.kind === 'folder') this.#keptFolders.push(top);
    if (counts) {
      grow(top, entry);
      grow(this.#ofPattern(by), entry);
      if (isTop) this.#largestKeptOut.add(top);
    }
    return { by, top, entered: entry.kind === 'folder' && this.#entered(entry, folder) };
  }

  #entered(entry: FoundEntry, { keptOut }: FolderState): boolean {
    return (keptOut === null || keptOut.entered) && this.#looksInto(entry.path);
  }

  #ofPattern(pattern: IgnorePattern): Amount {
    let amount = this.#byPattern.get(pattern);
    if (amount === undefined) {
      amount = { files: 0, bytes: 0 };
      this.#byPattern.set(pattern, amount);
    }
    return amount;
  }

  #isAsked(entry: FoundEntry, { asked }: FolderState): Asked {
    if (this.#asked === null) return { matches: null, isAsked: true, entered: true };
    if (!asked.entered) return asked;
    const { matches, excluded: isAsked } = decideBelow(this.#asked, entry.path, asked.matches);
    return { matches, isAsked, entered: isAsked || (entry.kind === 'folder' && this.#asksBelow(entry.path)) };
  }

  #enter({ path }: FoundEntry, folder: FolderState, state: Omit<FolderState, 'sent'>): Entering<FolderState> {
    const sent = { path, files: 0, bytes: 0, parent: folder.sent };
    this.#folders.push(sent);
    // What no build looks at is looked at last, so that limits cut there first.
    const isLookedAt = (state.keptOut?.entered ?? true) && state.asked.entered;
    return { when: isLookedAt ? 'now' : 'last', state: { ...state, sent } };
  }

  /** @param by the exception that lets it in, if any */
  #send(entry: FoundEntry, folder: FolderState, by: IgnorePattern | null): void {
    if (entry.kind === 'link') this.#links++;
    if (entry.kind !== 'file' || !isNew(this.#seenSent, entry)) return;
    if (entry.size === 0) this.#emptyFiles++;
    if (by !== null) grow(this.#ofPattern(by), entry);
    grow(this.#sent, entry);
    grow(folder.sent, entry);
    this.#largestSent.add({ path: entry.path, files: 1, bytes: entry.size });
    this.#onSent(entry);
  }

  #sumOfFolders(): Largest[] {
    const largest = new LargestFirst<Sum>(shownFolders);
    // A folder comes behind the one that it is in.
    for (const folder of this.#folders.toReversed()) {
      largest.add(folder);
      if (folder.parent === null) continue;
      folder.parent.files += folder.files;
      folder.parent.bytes += folder.bytes;
    }
    return largest.list().map(({ path, files, bytes }) => ({ path, files, bytes }));
  }

  #sumOfKeptOut(): ContextReading['keptOut'] {
    for (const folder of this.#keptFolders) this.#largestKeptOut.add(folder);
    const byLine = this.#rules.patterns.slice(0, shownLines).map((pattern) => {
      const { line, exception } = pattern;
      return { line, exception, ...(this.#byPattern.get(pattern) ?? { files: 0, bytes: 0 }) };
    });
    return {
      files: this.#all.files - this.#sent.files - this.#notAsked.files,
      bytes: this.#all.bytes - this.#sent.bytes - this.#notAsked.bytes,
      largest: withinCharacters(this.#largestKeptOut.list(), listCharacters),
      byLine,
    };
  }
}

function grow(amount: Amount, { size }: FoundEntry): void {
  amount.files++;
  amount.bytes += size;
}

/** Whether no other path of the same file came before. */
function isNew(seen: Set<string>, { inode }: FoundEntry): boolean {
  if (inode === null) return true;
  if (seen.has(inode)) return false;
  seen.add(inode);
  return true;
}
