import type { Entry } from '../../image/entries.ts';
import type { PathNode } from '../../image/merge.ts';
import type { Entrypoint } from '../../inspection-answers.ts';
import type { ImageEvidence } from '../evidence.ts';
import type { AddedBytes } from '../rule.ts';
import type { Subject } from '../subject.ts';

/** What a recipe gets to see: an image of which it is known what runs. */
export interface App {
  readonly subject: Subject;
  readonly image: ImageEvidence;
  readonly entrypoint: Entrypoint;
  /** The folder that containers start in; the root where there is none. */
  readonly workingDir: PathNode;
}

/** A part of the image that stays behind, with all below it. */
export interface Drop {
  readonly node: PathNode;
  readonly why: string;
}

/** Commands at the end of the build stage, in its last working directory, and the files that they take away. */
export interface Prune {
  readonly command: string;
  /** Whether what it takes away is root's, whoever the build ends as. */
  readonly asRoot?: boolean;
  readonly removes: Iterable<Entry>;
  readonly why: string;
}

/** A folder that commands at the end of the build stage make. */
export interface MadeFolder {
  readonly commands: readonly string[];
  readonly from: string;
  readonly to: string;
  /** Whether programs are found in its `bin`. */
  readonly isOnPath: boolean;
}

/** How a program of one kind gets a last stage of its own. */
export interface RuntimePlan {
  /** What runs, for people: `the Node.js program`. */
  readonly what: string;
  /** References of bases that fit, best first; the first one of which something is known is taken. */
  readonly bases: readonly string[];
  readonly drops: readonly Drop[];
  readonly prunes: readonly Prune[];
  /** Of these folders nothing is kept but what is named: files and folders. */
  readonly keepOnly?: readonly { readonly below: PathNode; readonly keep: readonly PathNode[] }[];
  /** Files that the new stage stores smaller than the image does. */
  readonly shrinks?: readonly { readonly file: Entry; readonly bytes: number }[];
  /** Changes of the user's own lines that belong to it: `-ldflags`. In the subject's text. */
  readonly edits?: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  /** Variables that the new stage sets beside those of the Dockerfile. */
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  /** System packages that the program needs whatever its files say. */
  readonly packages?: readonly { readonly name: string; readonly why: string }[];
  /** Of the packages that the Dockerfile asks for, those of no use but to build this kind of program. */
  readonly buildPackages?: RegExp;
  /** Whether the entrypoint of the new base starts it, in place of the old one's. */
  readonly startsAnew?: boolean;
  /** Commands that the new stage runs when all is copied. */
  readonly commands?: readonly string[];
  /** Files that start today and that something else does the work of in the new stage. */
  readonly replaced?: Iterable<PathNode>;
  /** What commands of the build stage make for the new one. */
  readonly made?: readonly MadeFolder[];
  /** Native files of those: what they load must be there. */
  readonly loads?: readonly PathNode[];
  /** Their bytes, and those of all else that the image does not have. */
  readonly adds?: AddedBytes;
  readonly evidence: readonly string[];
  /** Under which condition it breaks. */
  readonly breaksIf: string;
  readonly notes?: readonly string[];
}

/** Knows one kind of program. */
export interface Recipe {
  readonly kind: string;
  /** Of several plans the first is taken that works out. Null where the program is of another kind, a sentence where it is of this one but cannot be helped. */
  readonly plan: (app: App) => RuntimePlan | readonly RuntimePlan[] | string | null;
}
