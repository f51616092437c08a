import { noEntry } from '../image/entries.ts';
import type { ImageModel } from '../image/image-model.ts';
import type { PackageTreemapNode } from '../inspection-answers.ts';
import type { PackageCatalog } from './package-catalog.ts';

/**
 * The live bytes of the image by manager and package, so that each byte stands once: at the package that owns its file.
 * @param limit packages at most; the small ones of a manager are summed up
 */
export function packageTreemap(
  { accounting, merged }: ImageModel,
  catalog: PackageCatalog,
  limit: number,
): PackageTreemapNode {
  const seen = new Uint8Array(merged.entries.count);
  const bytes = new Float64Array(catalog.packages.length);
  let owned = 0;
  // From the last to the first: of several owners of an inode the most special one has it.
  for (let place = catalog.packages.length - 1; place >= 0; place--) {
    for (const inode of catalog.inodes(catalog.packages.slice(place, place + 1))) {
      if (inode === noEntry || seen[inode] === 1) continue;
      seen[inode] = 1;
      bytes[place] = (bytes[place] ?? 0) + merged.entries.size(inode);
      owned += merged.entries.size(inode);
    }
  }
  const smallest = owned / limit;
  const byManager = Map.groupBy(catalog.packages.keys(), (place) => catalog.packages[place]?.manager ?? null);
  const managers = Array.from(byManager, ([manager, places]): PackageTreemapNode => {
    const node = (id: string | null, name: string, size: number) => ({ manager, id, name, bytes: size, children: [] });
    const sized = places.map((place) => ({ one: catalog.packages[place], size: bytes[place] ?? 0 }));
    sized.sort((a, b) => b.size - a.size);
    const large = sized.filter(({ size }) => size >= smallest && size > 0);
    const children = large.map(({ one, size }) => node(one?.id ?? null, one?.name ?? '', size));
    const small = sized.slice(large.length).filter(({ size }) => size > 0);
    if (small.length > 0) children.push(node(null, `${small.length} smaller`, sum(small.map(({ size }) => size))));
    return { manager, id: null, name: manager ?? '', bytes: sum(sized.map(({ size }) => size)), children };
  });
  managers.sort((a, b) => b.bytes - a.bytes);
  const rest = accounting.liveBytes - owned;
  const unowned = { manager: null, id: null, name: 'no package', bytes: rest, children: [] };
  return {
    manager: null,
    id: null,
    name: '',
    bytes: accounting.liveBytes,
    children: [...managers, unowned].filter((node) => node.bytes > 0),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
