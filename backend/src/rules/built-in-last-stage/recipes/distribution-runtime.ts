import type { PathNode } from '../../../image/merge.ts';
import type { CatalogedPackage } from '../../../inspectors/package-catalog.ts';
import type { ImageEvidence } from '../../evidence.ts';
import type { App } from '../recipe.ts';

const systemManagers: ReadonlySet<string> = new Set(['dpkg', 'apk', 'rpm']);

/** Whether a file came with a package of the system. */
export function isOfSystem({ catalog }: ImageEvidence, node: PathNode): boolean {
  return systemManagers.has(catalog.ownerOf(node)?.manager ?? '');
}

/**
 * The packages of the system that an interpreter of the system needs to run a program: of those that were asked for all
 * that build on the interpreter, without those that only build.
 * @returns a sentence where they cannot be told
 */
export function runtimePackages(
  { image }: App,
  interpreter: PathNode,
  isForBuilding: RegExp,
): { readonly name: string; readonly why: string }[] | string {
  const { catalog, tree, ownFrom } = image;
  const { packages } = catalog;
  const owner = catalog.ownerOf(interpreter);
  if (owner === null) return `no package has ${tree.path(interpreter)}`;
  const places = new Map(packages.map((one, place) => [one, place]));
  const isAdded = (one: CatalogedPackage) => one.layer !== null && one.layer >= (ownFrom ?? 0);
  const above = new Set<number>();
  const open = [places.get(owner) ?? 0];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (above.has(place)) continue;
    above.add(place);
    open.push(...(packages[place]?.neededBy ?? []));
  }
  const asked = [...above].flatMap((place) => packages[place] ?? []).filter(({ wanted }) => wanted === 'asked-for');
  const names = new Set(asked.filter(isAdded).flatMap(({ name }) => (isForBuilding.test(name) ? [] : [name])));
  // Asked for through something that only builds, as `python3-pip`: the interpreter alone.
  const isThere = asked.some(
    (one) => names.has(one.name) && needs(packages, places.get(one) ?? 0, places.get(owner) ?? 0),
  );
  if (!isThere && isAdded(owner)) names.add(plainName(owner, packages));
  const why = `it runs the program, or the program loads it: ${tree.path(interpreter)}`;
  return [...names].sort().map((name) => ({ name, why }));
}

function needs(packages: readonly CatalogedPackage[], from: number, to: number): boolean {
  const seen = new Set<number>();
  const open = [from];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (place === to) return true;
    if (seen.has(place)) continue;
    seen.add(place);
    open.push(...(packages[place]?.dependsOn ?? []));
  }
  return false;
}

/** Of `python3.13-minimal` and `ruby3.3` what stays the same with the next version: `python3`, `ruby`. */
function plainName(owner: CatalogedPackage, packages: readonly CatalogedPackage[]): string {
  const known = new Set(packages.map(({ name }) => name));
  const [, word = ''] = /^(?:lib)?([a-z]+)/.exec(owner.name) ?? [];
  return [`${word}3`, word, `${word}-cli`].find((name) => known.has(name)) ?? owner.name;
}
