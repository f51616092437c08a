import { noNode, type PathNode } from '../../image/merge.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { Problem } from '../inspector.ts';
import type { Manifest } from './manifest.ts';
import type { PackageFolder, PackageFolders } from './package-folders.ts';
import { pnpReader } from './pnp-reader.ts';

/** By package of yarn's Plug'n'Play: which package each name means to it, by place. */
export type Answers = ReadonlyMap<number, ReadonlyMap<string, number>>;

/**
 * Adds what yarn keeps in zip files: each is one package, and as large as the file. Packages that yarn had to unpack
 * are found by their folders, as any others.
 */
export function addZipped(
  image: InspectedImage,
  folders: PackageFolders,
  problems: Problem[],
): { readonly folders: PackageFolders; readonly answers: Answers } {
  const { tree } = image;
  const found: PackageFolder[] = [...folders.found];
  const ownerOf = folders.ownerOf.slice();
  const placeOf = new Map(found.map(({ folder }, place) => [folder, place]));
  const answers = new Map<number, Map<string, number>>();
  const zipped = new Set<number>();
  for (const { node, reading } of image.livePaths(pnpReader)) {
    if (reading.state === 'unread') {
      problems.push({ path: tree.path(node), why: reading.why });
      continue;
    }
    const places = reading.value.map((one) => {
      const at = locate(image, tree.parent(node), one.location);
      if (at === noNode) return -1;
      const place = placeOf.get(at) ?? (tree.isFile(at) ? found.length : -1);
      if (place !== found.length) return place;
      found.push({ folder: at, manifestNode: node, manifest: manifestOf(one, []), modules: tree.parent(at) });
      zipped.add(place);
      placeOf.set(at, place);
      ownerOf[at] = place;
      return place;
    });
    for (const [i, { dependencies }] of reading.value.entries()) {
      const place = places[i] ?? -1;
      if (place === -1) continue;
      const answer = answers.get(place) ?? new Map<string, number>();
      answers.set(place, answer);
      for (const [name, to] of dependencies) if ((places[to] ?? -1) !== -1) answer.set(name, places[to] ?? -1);
    }
  }
  const complete = found.map((one, place) =>
    zipped.has(place) ? { ...one, manifest: manifestOf(one.manifest, [...(answers.get(place)?.keys() ?? [])]) } : one,
  );
  return { folders: { ...folders, found: complete, ownerOf }, answers };
}

/** The package.json is in the zip file, where it is not read: of the dependencies those that yarn resolved are known. */
function manifestOf({ name, version }: Pick<Manifest, 'name' | 'version'>, dependencies: readonly string[]): Manifest {
  const none: readonly string[] = [];
  return {
    name,
    version,
    dependencies,
    optionalDependencies: none,
    peerDependencies: none,
    optionalPeers: none,
    devDependencies: none,
  };
}

const inZip = /^(.*?\.zip)\/node_modules\//;
/** A folder that is not there: the path goes on as many folders above `__virtual__` as it says (Yarn, "Virtual packages"). */
const virtual = /(?:__virtual__|\$\$virtual)\/[^/]+\/(\d{1,3})\//;

function locate({ tree }: InspectedImage, folder: PathNode, location: string): PathNode {
  const real = location.replace(virtual, (_, up) => '../'.repeat(Number(up)));
  return tree.resolve(inZip.exec(real)?.[1] ?? real, folder);
}
