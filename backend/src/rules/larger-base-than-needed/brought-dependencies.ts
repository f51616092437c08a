import type { CatalogedPackage } from '../../inspectors/package-catalog.ts';
import type { BaseProfile } from '../base-profile.ts';
import { bytesOfPackages } from '../bases/needed-packages.ts';
import type { ImageEvidence } from '../evidence.ts';
import type { StagePrograms } from './stage-programs.ts';

/**
 * Bytes of packages that came with the old base, and that the image's own packages bring along on one without them.
 * @param counted packages that are installed anyway, and counted elsewhere
 */
export function broughtDependencies(
  image: ImageEvidence,
  base: BaseProfile,
  { recommending }: Pick<StagePrograms, 'recommending'>,
  counted: ReadonlySet<CatalogedPackage>,
): { readonly stored: number; readonly compressed: number } {
  const { catalog, ownFrom } = image;
  const system = new Set(['dpkg', 'apk', 'rpm']);
  const own = catalog.packages.filter(
    ({ manager, layer }) => system.has(manager) && layer !== null && layer >= (ownFrom ?? 0),
  );
  const brought = new Set<CatalogedPackage>();
  const seen = new Set<CatalogedPackage>();
  const follow = (from: readonly CatalogedPackage[], next: (one: CatalogedPackage) => readonly number[]) => {
    const open = from.filter((one) => !seen.has(one));
    for (const one of open) seen.add(one);
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      for (const place of next(one)) {
        const found = catalog.packages[place];
        if (found === undefined || seen.has(found) || base.hasPackage(found.name) === true) continue;
        seen.add(found);
        open.push(found);
        const isOwn = found.layer !== null && found.layer >= (ownFrom ?? 0);
        if (!isOwn && !counted.has(found)) brought.add(found);
      }
    }
  };
  const asked = catalog.packages.filter(({ name, manager }) => manager === 'dpkg' && recommending.has(name));
  follow(asked, ({ dependsOn, recommends }) => [...dependsOn, ...recommends]);
  follow(own, ({ dependsOn }) => dependsOn);
  return bytesOfPackages(image, base, brought);
}
