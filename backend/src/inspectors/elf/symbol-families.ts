/** The newest version of one family of symbol versions that is needed: `GLIBC` `2.38`. */
export interface NeededFamily {
  readonly family: string;
  readonly version: string;
  /** Of those that need it, the first. */
  readonly library: string;
}

/** Names such as GLIBC_PRIVATE order nothing. */
const ordered = /^(.{1,100})_(\d+(?:\.\d+)*)$/;

/** @param needed versions by library, as `ElfFile` has them */
export function newestByFamily(
  needed: Iterable<{ readonly library: string; readonly versions: readonly string[] }>,
): NeededFamily[] {
  const newest = new Map<string, NeededFamily>();
  for (const { library, versions } of needed) {
    for (const name of versions) {
      const [, family, version] = ordered.exec(name) ?? [];
      if (family === undefined || version === undefined) continue;
      const known = newest.get(family);
      if (known === undefined || compareVersions(known.version, version) < 0)
        newest.set(family, { family, version, library });
    }
  }
  return [...newest.values()].sort((a, b) => (a.family < b.family ? -1 : 1));
}

/** Numbers between dots. */
function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
