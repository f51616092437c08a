/** What a `module-info.class` declares. */
export interface ModuleInfo {
  readonly name: string;
  /** Names of modules that it requires, also those that only compiling needs. */
  readonly requires: readonly string[];
}

const magic = 0xcafebabe;
/** Bytes that follow the tag of a constant (JVMS 25, 4.4); a string (1) has its own length. */
const constantSizes: ReadonlyMap<number, number> = new Map([
  [3, 4],
  [4, 4],
  [5, 8],
  [6, 8],
  [7, 2],
  [8, 2],
  [9, 4],
  [10, 4],
  [11, 4],
  [12, 4],
  [15, 3],
  [16, 2],
  [17, 4],
  [18, 4],
  [19, 2],
  [20, 2],
]);
const [utf8, long, double, moduleName] = [1, 5, 6, 19];

/**
 * Reads the Module attribute of a class file (JVMS 25, 4.1 and 4.7.25).
 * @returns null where the bytes are no such class file
 */
export function parseModuleInfo(bytes: Buffer): ModuleInfo | null {
  try {
    return read(bytes);
  } catch (error) {
    // An offset beyond the end.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function read(bytes: Buffer): ModuleInfo | null {
  if (bytes.readUInt32BE(0) !== magic) return null;
  const { strings, names, end } = readConstants(bytes);
  // Flags, this, super; then interfaces, fields and methods, of which a module has none.
  if (bytes.readUInt16BE(end + 6) + bytes.readUInt16BE(end + 8) + bytes.readUInt16BE(end + 10) !== 0) return null;
  let at = end + 14;
  for (let left = bytes.readUInt16BE(end + 12); left > 0; left--) {
    if (strings.get(bytes.readUInt16BE(at)) === 'Module') return readModule(bytes, at + 6, names);
    at += 6 + bytes.readUInt32BE(at + 2);
  }
  return null;
}

function readConstants(bytes: Buffer) {
  const strings = new Map<number, string>();
  const nameAt = new Map<number, number>();
  let at = 10;
  for (let i = 1; i < bytes.readUInt16BE(8); i++) {
    const tag = bytes.readUInt8(at);
    if (tag === utf8) {
      const length = bytes.readUInt16BE(at + 1);
      strings.set(i, bytes.toString('utf8', at + 3, at + 3 + length));
      at += 3 + length;
      continue;
    }
    const size = constantSizes.get(tag);
    if (size === undefined) throw new RangeError(`no constant has the tag ${tag}`);
    if (tag === moduleName) nameAt.set(i, bytes.readUInt16BE(at + 1));
    at += 1 + size;
    // These two take two places.
    if (tag === long || tag === double) i++;
  }
  const names = new Map([...nameAt].map(([i, string]) => [i, strings.get(string) ?? '']));
  return { strings, names, end: at };
}

function readModule(bytes: Buffer, at: number, names: ReadonlyMap<number, string>): ModuleInfo | null {
  const name = names.get(bytes.readUInt16BE(at));
  if (name === undefined) return null;
  const requires: string[] = [];
  for (let left = bytes.readUInt16BE(at + 6), next = at + 8; left > 0; left--, next += 6) {
    const required = names.get(bytes.readUInt16BE(next));
    if (required !== undefined) requires.push(required);
  }
  return { name, requires };
}
