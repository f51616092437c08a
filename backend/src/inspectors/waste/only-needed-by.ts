import type { CatalogedPackage } from '../package-catalog.ts';

/**
 * The packages that could go if nobody wanted some of them: those, and what was installed for them alone. As
 * `apt-get purge --auto-remove` does it: packages that need each other in a circle go together. None stays in the
 * answer that one outside of it needs, and none that was asked for otherwise, or of which that is not known.
 * @param packages all of the image; the answer is places in it
 * @param unwanted places of packages that are wanted for nothing else
 * @param kept places of packages that must stay, with all that they need
 */
export function onlyNeededBy(
  packages: readonly CatalogedPackage[],
  unwanted: Iterable<number>,
  kept: Iterable<number>,
): Set<number> {
  const going = new Set(unwanted);
  const open = [...going];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const needed of packages[place]?.dependsOn ?? []) {
      if (going.has(needed) || packages[needed]?.wanted !== 'dependency') continue;
      going.add(needed);
      open.push(needed);
    }
  }
  const isNeeded = (place: number) => {
    const one = packages[place];
    return one?.essential === true || one?.neededBy.some((needer) => !going.has(needer)) === true;
  };
  const staying = [...kept, ...[...going].filter(isNeeded)];
  for (const place of staying) going.delete(place);
  for (let place = staying.pop(); place !== undefined; place = staying.pop()) {
    for (const needed of packages[place]?.dependsOn ?? []) if (going.delete(needed)) staying.push(needed);
  }
  return going;
}
