import type { CatalogedPackage } from '../../inspectors/package-catalog.ts';
import type { BaseProfile } from '../base-profile.ts';
import type { ImageEvidence } from '../evidence.ts';

/**
 * Bytes of packages that came with the old base, and that the image's own packages bring along on one without them.
 * @param counted names of packages that are installed by themselves
 */
export function broughtDependencies(
  { catalog, ownFrom }: ImageEvidence,
  base: BaseProfile,
  counted: ReadonlySet<string>,
): number {
  const system = new Set(['dpkg', 'apk', 'rpm']);
  const own = catalog.packages.filter(
    ({ manager, layer }) => system.has(manager) && layer !== null && layer >= (ownFrom ?? 0),
  );
  const seen = new Set<CatalogedPackage>(own);
  let bytes = 0;
  const open = [...own];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const place of one.dependsOn) {
      const next = catalog.packages[place];
      if (next === undefined || seen.has(next) || base.hasPackage(next.name) === true) continue;
      seen.add(next);
      open.push(next);
      if (!counted.has(next.name)) bytes += next.bytes;
    }
  }
  return bytes;
}
