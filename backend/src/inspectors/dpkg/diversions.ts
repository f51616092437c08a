import type { Elsewhere } from '../listed-files.ts';
import type { Diversion } from './readers.ts';

/** Where files went that a package installed at a path which another one keeps for itself. */
export class Diversions {
  readonly #in = new Map<string, Map<string, Diversion>>();

  constructor(diversions: readonly Diversion[]) {
    for (const diversion of diversions) {
      const slash = diversion.from.lastIndexOf('/');
      // The root is `/` in lists of files.
      const directory = diversion.from.slice(0, Math.max(slash, 1));
      const names = this.#in.get(directory) ?? new Map<string, Diversion>();
      names.set(diversion.from.slice(slash + 1), diversion);
      this.#in.set(directory, names);
    }
  }

  /** For the files of that package: its own diversions do not concern it. */
  for(packageName: string): Elsewhere {
    return {
      has: (directory) => this.#in.has(directory),
      path: (directory, name) => {
        const diversion = this.#in.get(directory)?.get(name);
        return diversion === undefined || diversion.by === packageName ? null : diversion.to;
      },
    };
  }
}
