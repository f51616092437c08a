/** The newest version of one family of symbol versions that is needed: `GLIBC` `2.38`. */
export interface NeededFamily<T> {
  readonly family: string;
  readonly version: string;
  /** Of those that need it, the first. */
  readonly neededBy: T;
}

/** Names such as GLIBC_PRIVATE order nothing. */
const ordered = /^(.{1,100})_(\d+(?:\.\d+)*)$/;

/** @param needed versions that a library must have, and what needs them */
export function newestByFamily<T>(
  needed: Iterable<{ readonly versions: readonly string[]; readonly neededBy: T }>,
): NeededFamily<T>[] {
  const newest = new Map<string, NeededFamily<T>>();
  for (const { versions, neededBy } of needed) {
    for (const name of versions) {
      const [, family, version] = ordered.exec(name) ?? [];
      if (family === undefined || version === undefined) continue;
      const known = newest.get(family);
      if (known === undefined || compareVersions(known.version, version) < 0)
        newest.set(family, { family, version, neededBy });
    }
  }
  return [...newest.values()].sort((a, b) => (a.family < b.family ? -1 : 1));
}

/** Numbers between dots. */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
