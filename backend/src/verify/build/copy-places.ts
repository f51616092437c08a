import { cleanPath } from '../../dockerfile/ignore/clean-path.ts';
import { decide, type IgnoreRules, rulesOfPaths } from '../../dockerfile/ignore/ignore-rules.ts';

interface Wildcard {
  readonly folder: string;
  readonly names: IgnoreRules;
}

/**
 * Tells what in the context a file was that a COPY stored. Files keep their names, of a folder its content is copied; so
 * what has the name of a source was that source, and all else was in the one folder among them.
 */
export class CopyPlaces {
  /** Clean, relative; empty for everything. */
  readonly sources: readonly string[];
  readonly #target: string;
  readonly #files = new Map<string, string>();
  readonly #folders: readonly string[];
  readonly #wildcards: readonly Wildcard[];
  readonly #seen = new Set<string>();

  /**
   * @param target absolute and clean
   * @param stored the paths of all that it stored
   */
  constructor(sources: readonly string[], target: string, stored: readonly string[]) {
    this.sources = sources.map((source) => cleanPath(`/${source}`).slice(1));
    this.#target = target === '/' ? '/' : `${target}/`;
    const paths = new Set(stored);
    const literal = this.sources.filter((source) => !isPattern(source));
    const [only] = literal;
    if (only !== undefined && only !== '' && this.sources.length === 1 && paths.has(target))
      this.#files.set(target, only);
    for (const source of literal) {
      const path = `${this.#target}${nameOf(source)}`;
      if (source !== '' && paths.has(path)) this.#files.set(path, source);
    }
    const files = new Set(this.#files.values());
    this.#folders = literal.filter((source) => !files.has(source));
    this.#wildcards = this.sources.filter(isPattern).flatMap((source) => {
      const names = rulesOfPaths([nameOf(source)]);
      const folder = source.slice(0, source.length - nameOf(source).length);
      return names === null || isPattern(folder) ? [] : [{ folder, names }];
    });
  }

  /** @returns null where it cannot be told */
  of(path: string): string | null {
    const file = this.#files.get(path);
    if (file !== undefined) return this.#saw(file, file);
    if (!path.startsWith(this.#target)) return null;
    const below = path.slice(this.#target.length);
    const wildcard = below.includes('/')
      ? undefined
      : this.#wildcards.find(({ names }) => decide(names, below).excluded);
    if (wildcard !== undefined) return `${wildcard.folder}${below}`;
    const [folder, ...more] = this.#folders;
    if (folder === undefined || more.length > 0) return null;
    return this.#saw(folder, folder === '' ? below : `${folder}/${below}`);
  }

  /** A source of which nothing was stored: an empty folder, or what lower layers had alike. */
  unseen(): string | null {
    return this.sources.find((source) => source !== '' && !isPattern(source) && !this.#seen.has(source)) ?? null;
  }

  #saw(source: string, place: string): string {
    this.#seen.add(source);
    return place;
  }
}

function isPattern(path: string): boolean {
  return /[*?[\\]/.test(path);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
