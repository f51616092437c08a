import type { Evidence } from '../../inspection-answers.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { Finder, FoundRuntime, FoundThing } from '../inspector.ts';
import type { PackageCatalog } from '../package-catalog.ts';
import { countOf, listed } from './describe-files.ts';
import { useOf } from './image-use.ts';
import { onlyNeededBy } from './only-needed-by.ts';
import { familyOf, inodesOf, isOneOf } from './runtime-parts.ts';
import { bytesOf, isWorthTelling } from './worth-telling.ts';

const maxNamed = 3;

/** Another Node.js, Python, Java, Ruby or PHP beside the one that the entrypoint uses. */
export const secondRuntime: Finder = {
  rule: 'second-runtime-installed',
  group: 'waste',
  readers: [],
  find: (image, known) => {
    const used = useOf(image, known).usedPaths;
    const families = Map.groupBy(known.foundRuntimes, familyOf);
    return [...families].flatMap(([family, runtimes]) => {
      const inUse = runtimes.find((runtime) => isOneOf(image.tree, runtime, used));
      if (inUse === undefined) return [];
      return runtimes
        .filter((runtime) => runtime !== inUse && !isOneOf(image.tree, runtime, used))
        .flatMap((runtime) => secondOf(image, known.packages, family, runtime, inUse));
    });
  },
};

function secondOf(
  image: InspectedImage,
  catalog: PackageCatalog,
  family: string,
  runtime: FoundRuntime,
  inUse: FoundRuntime,
): FoundThing[] {
  const files = inodesOf(image.tree, runtime.files).difference(inodesOf(image.tree, inUse.files));
  if (!isWorthTelling(image, bytesOf(image, files))) return [];
  const owners = ownersOf(catalog, runtime);
  const needers = needersOf(catalog, owners);
  const needed = needers.length === 0 ? '' : ` ${sentenceOf(needers)} it.`;
  return [
    {
      instance: runtime.path,
      title: `A second ${family}`,
      what: `${named(family, runtime)}; the entrypoint uses ${named(family, inUse)}.${needed}`,
      why: `The program runs on one ${family}.`,
      remedy:
        needers.length === 0
          ? `Leave out the package or download that brings ${runtime.path}.`
          : 'Install what needs it in a build stage, or start from an image that has neither.',
      confidence: needers.length === 0 ? 'likely' : 'possible',
      files,
      packages: owners,
      evidence: [...runtime.evidence.slice(0, 1), ...inUse.evidence.slice(0, 1), ...neededBy(needers)],
    },
  ];
}

function named(family: string, { version, path }: FoundRuntime): string {
  return `${family}${version === null ? '' : ` ${version}`} at ${path}`;
}

/** Places of the packages of the system that bring it. */
function ownersOf(catalog: PackageCatalog, { files }: FoundRuntime): number[] {
  const owners = new Set(files.map((node) => catalog.ownerOf(node)?.id));
  return [...catalog.packages.keys()].filter((place) => {
    const one = catalog.packages[place];
    return one !== undefined && owners.has(one.id) && ['dpkg', 'apk', 'rpm'].includes(one.manager);
  });
}

/** Names of the packages for whose sake it is there, at the end of the chains of those that need it. */
function needersOf({ packages }: PackageCatalog, owners: readonly number[]): string[] {
  const going = onlyNeededBy(packages, owners, []);
  const own = new Set(owners);
  const needers = (place: number) => packages[place]?.neededBy.filter((needer) => !own.has(needer)) ?? [];
  const open = owners.filter((place) => !going.has(place)).flatMap(needers);
  const seen = new Set<number>();
  const names = new Set<string>();
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const one = packages[place];
    if (one === undefined || seen.has(place)) continue;
    seen.add(place);
    if (one.wanted !== 'dependency' || one.neededBy.length === 0) names.add(one.name);
    else open.push(...needers(place));
  }
  return [...names].sort();
}

function sentenceOf(needers: readonly string[]): string {
  const more = needers.length - maxNamed;
  const names = needers.slice(0, maxNamed);
  const who = listed(more > 0 ? [...names, countOf(more, 'more package')] : names);
  return `${who} ${needers.length === 1 ? 'needs' : 'need'}`;
}

function neededBy(needers: readonly string[]): Evidence[] {
  return needers.length === 0 ? [] : [{ path: null, says: `needed by ${needers.slice(0, 20).join(', ')}` }];
}
