import { EntryData, unpacked } from './entry-data.ts';
import type { JarBudget } from './jar-budget.ts';
import { archiveName, type JarContent } from './jar-content.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { type ModuleInfo, parseModuleInfo } from './module-info.ts';
import { type Coordinates, parsePomProperties } from './pom-properties.ts';
import type { ListedEntry, LocalEntry } from './zip-records.ts';
import type { EntrySink } from './zip-visitor.ts';
import { ZipWalk } from './zip-walk.ts';

const stored = 0;
/** An archive in an archive in an archive in an archive: an EAR's WAR's library has 2. */
const maxDepth = 4;
/** Compressed bytes of a manifest: its main section stands first, and signed archives append megabytes. */
const manifestHead = 32 << 10;
const maxText = 4 << 20;
const maxSmall = 256 << 10;
/** An archive that is compressed in another is held to be read. */
const maxCompressed = 8 << 20;
const maxNested = 16 << 20;

const manifestName = /^META-INF\/MANIFEST\.MF$/i;
const pomName = /^META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/;
const moduleName = /^(?:META-INF\/versions\/\d+\/)?module-info\.class$/;

/** What was read of an entry, and the place of its record. */
interface Placed<T> {
  readonly offset: number;
  readonly value: T;
}

/** Reads a Java archive as it passes by, and the archives in it. What counts is what its central directory lists. */
export class JarWalk implements EntrySink {
  readonly #path: string;
  /** The archives that lead to it, itself included, each with `!/`; empty for a file of the image. */
  readonly #inside: string;
  readonly #bytes: number;
  readonly #budget: JarBudget;
  readonly #whole: (content: JarContent) => void;
  readonly #depth: number;
  readonly #walk: ZipWalk;
  readonly #manifests: Placed<Manifest>[] = [];
  readonly #poms: Placed<Coordinates>[] = [];
  readonly #modules: Placed<ModuleInfo>[] = [];
  readonly #nested: Placed<JarContent>[] = [];
  /** Names of the wanted entries that passed by, by offset. */
  readonly #passed = new Map<number, string>();
  readonly #listed: ListedEntry[] = [];

  /**
   * @param bytes as it is stored
   * @param whole gets what was read, at the archive's end, if it is one
   */
  constructor(
    path: string,
    bytes: number,
    budget: JarBudget,
    whole: (content: JarContent) => void,
    depth = 0,
    inside = '',
  ) {
    this.#path = path;
    this.#inside = inside;
    this.#bytes = bytes;
    this.#budget = budget;
    this.#whole = whole;
    this.#depth = depth;
    this.#walk = new ZipWalk({
      entry: (entry, offset) => this.#entry(entry, offset),
      listed: (entry) => {
        if (isWanted(entry.name) && this.#budget.entry()) this.#listed.push(entry);
      },
    });
  }

  push(piece: Uint8Array): void {
    this.#walk.push(piece);
  }

  end(): void {
    const { isZip, shift, why } = this.#walk.end();
    if (why !== null) this.#budget.gap(this.#inside === '' ? why : `${this.#inside.slice(0, -2)}: ${why}`);
    if (!isZip) return;
    const listed = new Set(this.#listed.map(({ offset, name }) => `${offset - shift} ${name}`));
    // Where there is no central directory, what passed by is all there is to go by.
    const counts = (offset: number) => why !== null || listed.has(`${offset} ${this.#passed.get(offset)}`);
    const values = <T>(placed: readonly Placed<T>[]) =>
      placed.filter((one) => counts(one.offset)).map((one) => one.value);
    for (const { offset, name } of this.#listed) {
      if (archiveName.test(name) && this.#passed.get(offset - shift) !== name)
        this.#gap(name, 'it is not where it is listed');
    }
    this.#whole({
      path: this.#path,
      bytes: this.#bytes,
      manifest: values(this.#manifests).at(-1) ?? null,
      poms: values(this.#poms),
      module: values(this.#modules)[0] ?? null,
      nested: values(this.#nested),
    });
  }

  #entry(entry: LocalEntry, offset: number): EntrySink | null {
    const { name } = entry;
    if (!isWanted(name)) return null;
    if (!this.#budget.entry()) return null;
    this.#passed.set(offset, name);
    if (entry.encrypted) {
      this.#gap(name, 'it is encrypted');
      return null;
    }
    if (manifestName.test(name)) {
      return this.#text(entry, manifestHead, (bytes) => {
        this.#manifests.push({ offset, value: parseManifest(bytes) });
      });
    }
    if (pomName.test(name)) {
      return this.#text(entry, maxSmall, (bytes) => {
        const value = parsePomProperties(bytes.toString('utf8'));
        if (value !== null) this.#poms.push({ offset, value });
      });
    }
    if (moduleName.test(name)) {
      return this.#text(entry, maxSmall, (bytes) => {
        const value = parseModuleInfo(bytes);
        if (value !== null) this.#modules.push({ offset, value });
      });
    }
    return this.#archive(entry, offset);
  }

  #text({ name, method }: LocalEntry, limit: number, read: (bytes: Buffer) => void): EntrySink {
    return new EntryData(limit, this.#budget, (data) => {
      const bytes = data === null ? null : unpacked(data, method, maxText, this.#budget);
      if (bytes === null) this.#gap(name, 'it cannot be decompressed, or not to so little as is read');
      else read(bytes);
    });
  }

  #archive({ name, method, storedSize }: LocalEntry, offset: number): EntrySink | null {
    if (this.#depth === maxDepth || !this.#budget.archive()) {
      const why = this.#depth === maxDepth ? 'it lies deeper in archives than is read' : 'there are more than are read';
      this.#unread(name, storedSize ?? 0, offset, why);
      return null;
    }
    const keep = (value: JarContent) => this.#nested.push({ offset, value });
    const inside = `${this.#inside}${shown(name)}!/`;
    const open = (bytes: number) => new JarWalk(shown(name), bytes, this.#budget, keep, this.#depth + 1, inside);
    if (method === stored && storedSize !== null) return open(storedSize);
    return new EntryData(maxCompressed + 1, this.#budget, (data) => {
      const size = storedSize ?? data?.length ?? 0;
      const bytes =
        data === null || data.length > maxCompressed ? null : unpacked(data, method, maxNested, this.#budget);
      if (bytes === null || !this.#budget.hold(bytes.length)) {
        this.#unread(
          name,
          size,
          offset,
          'it is damaged, or compressed and larger than is read: only its name is known',
        );
        return;
      }
      const walk = open(size);
      walk.push(bytes);
      walk.end();
      this.#budget.release(bytes.length);
    });
  }

  /** It is there all the same, and its name may tell what it is. */
  #unread(name: string, bytes: number, offset: number, why: string): void {
    this.#gap(name, why);
    const value = { path: shown(name), bytes, manifest: null, poms: [], module: null, nested: [] };
    this.#nested.push({ offset, value });
  }

  #gap(name: string, why: string): void {
    this.#budget.gap(`${this.#inside}${shown(name)}: ${why}`);
  }
}

function isWanted(name: string): boolean {
  return manifestName.test(name) || pomName.test(name) || moduleName.test(name) || archiveName.test(name);
}

/** Names come from the archive: they may have any character and any length. */
function shown(name: string): string {
  return name.slice(0, 300).replaceAll(/\p{Cc}/gu, '\ufffd');
}
