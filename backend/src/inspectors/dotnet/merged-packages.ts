import type { FoundPackage } from '../inspector.ts';

/** Programs that lie in one folder share their assemblies: of packages that are told by several lists one is left. */
export function mergedPackages(packages: readonly FoundPackage[]): FoundPackage[] {
  const groups = [...Map.groupBy(packages.keys(), (place) => keyOf(packages[place])).values()];
  const placeOf = new Map(groups.flatMap((places, now) => places.map((before) => [before, now] as const)));
  return groups.flatMap((places) => {
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
}

function keyOf(found: FoundPackage | undefined): string {
  return `${found?.name}/${found?.version} ${found?.instance}`.toLowerCase();
}
