import type { PackageManager } from '../../inspection-answers.ts';
import type { Finder, FoundThing } from '../inspector.ts';
import type { CatalogedPackage, PackageCatalog } from '../package-catalog.ts';
import { countOf, listed } from './describe-files.ts';
import { type ImageUse, useOf } from './image-use.ts';
import { bytesOf, isWorthTelling } from './worth-telling.ts';

/** Managers that know what only development needs, and how they leave it out. */
const managers: readonly { readonly manager: PackageManager; readonly name: string; readonly remedy: string }[] = [
  {
    manager: 'npm',
    name: 'Node.js',
    remedy:
      'Install with npm ci --omit=dev (pnpm install --prod, yarn workspaces focus --production); where the build needs them, build in a stage of its own and install anew for the image.',
  },
  {
    manager: 'php',
    name: 'PHP',
    remedy: 'Install with composer install --no-dev; where tests need them, run those in a stage of their own.',
  },
];
const maxNamed = 4;

/** Packages that a project asks for in development only, and what only those need. */
export const developmentPackages: Finder = {
  rule: 'development-packages-installed',
  group: 'development',
  readers: [],
  find: (image, known) => {
    const use = useOf(image, known);
    const { packages: catalog } = known;
    const used = usedPlaces(catalog, use);
    return managers.flatMap(({ manager, name, remedy }): FoundThing[] => {
      const places = [...catalog.packages.keys()].filter((place) => {
        const one = catalog.packages[place];
        return one?.manager === manager && one.wanted === 'development' && !used.has(place);
      });
      const packages = places.flatMap((place) => catalog.packages[place] ?? []);
      const files = catalog.inodes(packages);
      if (!isWorthTelling(image, bytesOf(image, files))) return [];
      return [
        {
          instance: manager,
          title: `Development packages of ${name}`,
          what: `${countOf(packages.length, 'package')} that the project asks for in development only: ${namesOf(packages)}.`,
          why: 'The program does not need them to run; what it needs itself is not counted.',
          remedy,
          confidence: use.isUnderstood ? 'likely' : 'possible',
          files,
          packages: places,
          evidence: packages.slice(0, 1).flatMap(({ evidence }) => evidence),
        },
      ];
    });
  },
};

/** What the command starts, and all that this needs; of a project itself not what it needs for development. */
function usedPlaces(catalog: PackageCatalog, use: ImageUse): Set<number> {
  const { packages } = catalog;
  const used = new Set<number>();
  const places = new Map(packages.map((one, place) => [one.id, place]));
  const open = use.usedPaths.flatMap((node) => places.get(catalog.ownerOf(node)?.id ?? '') ?? []);
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (used.has(place)) continue;
    used.add(place);
    const isDevelopment = packages[place]?.wanted === 'development';
    for (const needed of packages[place]?.dependsOn ?? []) {
      if (isDevelopment || packages[needed]?.wanted !== 'development') open.push(needed);
    }
  }
  return used;
}

function namesOf(packages: readonly CatalogedPackage[]): string {
  const names = [...new Set(packages.toSorted((a, b) => b.bytes - a.bytes).map(({ name }) => name))];
  const more = names.length - maxNamed;
  return listed(more > 0 ? [...names.slice(0, maxNamed), `${more.toLocaleString('en')} more`] : names);
}
