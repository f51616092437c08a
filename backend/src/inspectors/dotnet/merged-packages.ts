import type { FoundPackage } from '../inspector.ts';

/**
 * Programs that lie in one folder share their assemblies: of packages that are told by several lists one is left.
 * The folder tells packages apart only where it must.
 */
export function mergedPackages(packages: readonly FoundPackage[]): FoundPackage[] {
  const groups = [...Map.groupBy(packages.keys(), (place) => keyOf(packages[place])).values()];
  const placeOf = new Map(groups.flatMap((places, now) => places.map((before) => [before, now] as const)));
  const merged = groups.flatMap((places): FoundPackage[] => {
    const same = places.flatMap((place) => packages[place] ?? []);
    const [first] = same;
    if (first === undefined) return [];
    const dependsOn = same.flatMap((one) => one.dependsOn.flatMap((place) => placeOf.get(place) ?? []));
    return [
      {
        ...first,
        files: [...new Set(same.flatMap(({ files }) => files))],
        wanted: same.some(({ wanted }) => wanted === 'asked-for') ? 'asked-for' : first.wanted,
        dependsOn: [...new Set(dependsOn)],
        missingFiles: Math.max(...same.map(({ missingFiles }) => missingFiles)),
        evidence: same.flatMap(({ evidence }) => evidence),
      },
    ];
  });
  const copies = Map.groupBy(merged, ({ name, version }) => `${name}/${version}`);
  return merged.map((one) => {
    return copies.get(`${one.name}/${one.version}`)?.length === 1 ? { ...one, instance: '' } : one;
  });
}

function keyOf(found: FoundPackage | undefined): string {
  return `${found?.name}/${found?.version} ${found?.instance}`.toLowerCase();
}
