import type { PlainCommand } from '../../dockerfile/lint/plain-commands.ts';

/** The variables that a RUN sees; null for one whose value is not known. */
export type Variables = ReadonlyMap<string, string | null>;

/** A package manager that keeps what it downloads. */
export interface Ecosystem {
  /** As people call it. */
  readonly name: string;
  /** Rules of findings that tell of its caches. */
  readonly findings: readonly string[];
  /** Of the path of such a file, the folder to mount. */
  readonly folderOf: RegExp;
  /** The folders by what is documented of it; empty where the variables do not tell. */
  readonly folders: (home: string, variables: Variables, commands: readonly PlainCommand[]) => readonly string[];
  /** Whether a command puts something there. */
  readonly fills: (command: PlainCommand) => boolean;
  /** A RUN works with what another one downloaded: it is mounted in all of them, or in none. */
  readonly shared: boolean;
  /** Two builds at once would disturb each other. */
  readonly locked?: boolean;
  /** It is told, by options or variables, to keep nothing. */
  readonly keepsNothing?: (command: PlainCommand, variables: Variables) => boolean;
  /** Checks of hadolint that speak of it. */
  readonly checks: readonly string[];
  /** Options that have it work with nothing but the cache. */
  readonly offline: RegExp;
  /** Words of what a container runs that work with it then, too. */
  readonly atRunTime: RegExp;
  /** How it is emptied where it cannot be mounted. */
  readonly clean: Clean;
}

export type Clean =
  /** An option for the word that says what to do. */
  | { readonly kind: 'option'; readonly option: string }
  | { readonly kind: 'command'; readonly command: string }
  /** Remove the folders. */
  | { readonly kind: 'remove' };

/** A folder that a variable names, or that is at a place in another one; none where it is not known. */
export function folderAt(variables: Variables, names: readonly string[], otherwise: string | null): readonly string[] {
  for (const name of names) {
    const value = variables.get(name);
    if (value === null) return [];
    if (value !== undefined && value !== '') return value.startsWith('/') ? [value] : [];
  }
  return otherwise === null ? [] : [otherwise];
}

/** The folder for caches, as most programs look for it. */
export function cacheHome(home: string, variables: Variables): string | null {
  return folderAt(variables, ['XDG_CACHE_HOME'], `${home}/.cache`)[0] ?? null;
}

export function below(folder: string | null | undefined, path: string): string | null {
  return folder === null || folder === undefined ? null : `${folder}/${path}`;
}

/** The first word that is no option. */
export function actionOf({ args }: PlainCommand): string | null {
  return args.find((word) => !word.startsWith('-')) ?? null;
}

/** The program without its folder: `mvnw` of `./mvnw`. */
export function programOf({ name }: PlainCommand): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
