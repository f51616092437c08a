import { Unreadable } from '../readings/file-reader.ts';

/**
 * The files that a package's record names, as readers keep them: lines of bytes, each an absolute directory (it starts
 * with a slash) or the name of something in the directory above it. Half the size of whole paths, and each directory
 * needs to be found once only. A directory that has lines of its own is no line itself.
 */
export type FileList = Uint8Array;

/** As Linux has it: what is longer names nothing. */
const maxPath = 4096;
/** A record with all packages of a full desktop names 400,000. */
const maxNames = 1_000_000;

/** Collects the paths that records name. All text is Latin-1: one character a byte. */
export class FileListBuilder {
  #namesIn = new Map<string, string[]>();
  #names = 0;

  /**
   * @param path absolute; `/.` and slashes at its end are passed over
   * @throws Unreadable where there are too many
   */
  add(path: string): void {
    let end = path.length;
    while (path[end - 1] === '/' || (path[end - 1] === '.' && path[end - 2] === '/')) end--;
    const slash = path.lastIndexOf('/', end - 1);
    if (end > 0 && slash !== -1) this.addIn(path.slice(0, slash), path.slice(slash + 1, end));
  }

  /**
   * What cannot be the path of a file is passed over.
   * @param directory absolute, without a slash at its end: empty for the root
   * @throws Unreadable where there are too many
   */
  addIn(directory: string, name: string): void {
    if (directory.length + name.length >= maxPath || (directory !== '' && directory[0] !== '/')) return;
    if (name === '' || name.includes('/') || name.includes('\n') || directory.includes('\n')) return;
    if (++this.#names > maxNames) throw new Unreadable(`it names more than ${maxNames} files`);
    const names = this.#namesIn.get(directory);
    if (names === undefined) this.#namesIn.set(directory, [name]);
    else names.push(name);
  }

  /** What was added since the last list. */
  take(): FileList {
    const lines: string[] = [];
    for (const [directory, names] of this.#namesIn) {
      const files = names.filter((name) => !this.#namesIn.has(`${directory}/${name}`));
      if (files.length === 0) continue;
      lines.push(directory === '' ? '/' : directory);
      for (const name of files) lines.push(name);
    }
    this.#namesIn = new Map();
    return Buffer.from(lines.join('\n'), 'latin1');
  }
}
