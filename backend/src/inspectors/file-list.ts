/**
 * The files that a package's record names, as readers keep them: lines of bytes, each an absolute directory (it starts
 * with a slash) or the name of something in the directory above it. Half the size of whole paths, and each directory
 * needs to be found once only. A directory that has lines of its own is no line itself.
 */
export type FileList = Uint8Array;

/** As Linux has it: what is longer names nothing. */
const maxPath = 4096;

/** Collects the paths that a record names. All text is Latin-1: one character a byte. */
export class FileListBuilder {
  readonly #namesIn = new Map<string, Set<string>>();

  /** @param path absolute; `/.` and slashes at its end are passed over */
  add(path: string): void {
    let end = path.length;
    while (path[end - 1] === '/' || (path[end - 1] === '.' && path[end - 2] === '/')) end--;
    const slash = path.lastIndexOf('/', end - 1);
    if (end > 0 && slash !== -1) this.addIn(path.slice(0, slash), path.slice(slash + 1, end));
  }

  /**
   * What cannot be the path of a file is passed over.
   * @param directory absolute, without a slash at its end: empty for the root
   */
  addIn(directory: string, name: string): void {
    if (directory.length + name.length >= maxPath || (directory !== '' && directory[0] !== '/')) return;
    if (name === '' || name.includes('/') || name.includes('\n') || directory.includes('\n')) return;
    const names = this.#namesIn.get(directory);
    if (names === undefined) this.#namesIn.set(directory, new Set([name]));
    else names.add(name);
  }

  finish(): FileList {
    for (const directory of this.#namesIn.keys()) {
      const slash = directory.lastIndexOf('/');
      if (slash !== -1) this.#namesIn.get(directory.slice(0, slash))?.delete(directory.slice(slash + 1));
    }
    const lines: string[] = [];
    for (const [directory, names] of this.#namesIn) {
      if (names.size === 0) continue;
      lines.push(directory === '' ? '/' : directory);
      for (const name of names) lines.push(name);
    }
    return Buffer.from(lines.join('\n'), 'latin1');
  }
}
