import type { ImageModel } from '../image/image-model.ts';
import type { BaseImage, Fact, PackageManager, PackageReport, PackagesAnswer } from '../inspection-answers.ts';
import type { CatalogedPackage, PackageCatalog } from './package-catalog.ts';

export const packageSorts = ['bytes', 'name', 'manager', 'layer', 'neededBy'] as const;

export interface PackageFilter {
  readonly manager?: PackageManager | undefined;
  /** Part of the name, in any case. */
  readonly name?: string | undefined;
  readonly inherited?: boolean | undefined;
  readonly layer?: number | undefined;
}

export interface PackagePage {
  readonly sort: (typeof packageSorts)[number];
  readonly direction: 'asc' | 'desc';
  readonly offset: number;
  readonly limit: number;
}

/** IDs of packages told of one package at most: hundreds may need libc6. */
const relatedShown = 100;

export function packagesAnswer(
  model: ImageModel,
  catalog: PackageCatalog,
  base: Fact<BaseImage>,
  filter: PackageFilter,
  { sort, direction, offset, limit }: PackagePage,
): PackagesAnswer {
  const name = filter.name?.toLowerCase() ?? '';
  const chosen = catalog.packages.filter(
    (one) =>
      (filter.manager === undefined || one.manager === filter.manager) &&
      (filter.layer === undefined || one.layer === filter.layer) &&
      (filter.inherited === undefined || inherited(one, base) === filter.inherited) &&
      one.name.toLowerCase().includes(name),
  );
  const sign = direction === 'asc' ? 1 : -1;
  const compare = orders[sort];
  chosen.sort((a, b) => sign * compare(a, b) || b.bytes - a.bytes || byText(a.id, b.id));
  const byManager = Map.groupBy(catalog.packages, ({ manager }) => manager);
  return {
    byManager: Array.from(byManager, ([manager, packages]) => ({
      manager,
      packages: packages.length,
      bytes: bytesOf(model, catalog, packages),
    })),
    ownedBytes: bytesOf(model, catalog, catalog.packages),
    liveBytes: model.accounting.liveBytes,
    packages: chosen.slice(offset, offset + limit).map((one) => packageReport(one, catalog, base, relatedShown)),
    offset,
    total: chosen.length,
  };
}

/** @param related IDs of other packages at most */
export function packageReport(
  one: CatalogedPackage,
  catalog: PackageCatalog,
  base: Fact<BaseImage>,
  related = Number.POSITIVE_INFINITY,
): PackageReport {
  const { id, manager, name, version, path, bytes, files, layer, wanted, missingFiles, evidence } = one;
  const ids = (places: readonly number[]) =>
    places.slice(0, related).flatMap((place) => catalog.packages[place]?.id ?? []);
  return {
    id,
    manager,
    name,
    version,
    path,
    bytes,
    fileCount: files.length,
    layer,
    wanted,
    dependsOn: ids(one.dependsOn),
    neededBy: ids(one.neededBy),
    neededByCount: one.neededBy.length,
    missingFiles,
    bytesWithin: one.within?.bytes ?? null,
    inherited: inherited(one, base),
    evidence,
  };
}

function inherited({ layer }: CatalogedPackage, base: Fact<BaseImage>): boolean | null {
  return base.state !== 'known' || layer === null ? null : layer < base.value.layers;
}

function bytesOf({ merged }: ImageModel, catalog: PackageCatalog, packages: Iterable<CatalogedPackage>): number {
  let bytes = 0;
  for (const inode of catalog.inodes(packages)) bytes += merged.entries.size(inode);
  return bytes;
}

type Order = (a: CatalogedPackage, b: CatalogedPackage) => number;
const orders: Record<PackagePage['sort'], Order> = {
  bytes: (a, b) => a.bytes - b.bytes,
  name: (a, b) => byText(a.name, b.name),
  manager: (a, b) => byText(a.manager, b.manager),
  layer: (a, b) => (a.layer ?? -1) - (b.layer ?? -1),
  neededBy: (a, b) => a.neededBy.length - b.neededBy.length,
};

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
