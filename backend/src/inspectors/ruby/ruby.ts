import type { Evidence } from '../../inspection-answers.ts';
import { ClaimBudget, tooManyClaims } from '../claim-budget.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundPackage, PackageInspector, Problem } from '../inspector.ts';
import { sharesName } from '../same-name.ts';
import { type Gem, GemFiles } from './gem-files.ts';
import { gemfileLockReader } from './gemfile-lock.ts';
import { gemspecReader } from './gemspec.ts';
import { rbconfigReader, rubyRuntimes } from './ruby-runtime.ts';

/** Gems by the specifications that RubyGems and bundler leave, those of Ruby's own library too. */
export const ruby: PackageInspector = {
  manager: 'ruby',
  readers: [gemspecReader, gemfileLockReader, rbconfigReader],
  find: (image) => {
    const problems: Problem[] = [];
    return { packages: packagesIn(image, problems), runtimes: rubyRuntimes(image), problems };
  },
};

function packagesIn(image: InspectedImage, problems: Problem[]): FoundPackage[] {
  const { tree } = image;
  const gems: Gem[] = [];
  for (const { node, reading } of image.livePaths(gemspecReader)) {
    if (reading.state === 'unread') {
      problems.push({ path: tree.path(node), why: reading.why });
      continue;
    }
    const folder = tree.parent(node);
    const isDefault = tree.name(folder) === 'default';
    const home = tree.parent(isDefault ? tree.parent(folder) : folder);
    gems.push({ ...reading.value, node, home, isDefault });
  }
  const dependencies = dependenciesOf(image, gems);
  const needed = new Set(dependencies.flat());
  const asked = askedFor(image, problems);
  const files = new GemFiles(image);
  const budget = new ClaimBudget();
  const isAmbiguous = sharesName(gems);
  return gems.map((gem, place): FoundPackage => {
    const path = tree.path(gem.node);
    const lock = asked.get(gem.name);
    const owned = budget.isSpent ? [gem.node] : files.of(gem);
    if (budget.isSpent) problems.push({ path, why: tooManyClaims });
    budget.spend(owned.length);
    const evidence: Evidence[] = [
      { path, says: `${gem.name} ${gem.version}${gem.isDefault ? ", part of Ruby's own library" : ''}` },
    ];
    if (lock !== undefined) evidence.push({ path: lock, says: `DEPENDENCIES: ${gem.name}` });
    return {
      name: gem.name,
      version: gem.version,
      instance: isAmbiguous(gem) ? path : '',
      path: files.folder(gem) ?? path,
      files: owned,
      wanted: lock !== undefined ? 'asked-for' : needed.has(place) ? 'dependency' : 'unknown',
      dependsOn: dependencies[place] ?? [],
      missingFiles: 0,
      evidence,
    };
  });
}

/** Needs are met by gems of the same home, or by those that every Ruby of the image sees. */
function dependenciesOf({ tree }: InspectedImage, gems: readonly Gem[]): readonly (readonly number[])[] {
  const inHome = new Map<string, number[]>();
  const shared = new Map<string, number[]>();
  const add = (map: Map<string, number[]>, key: string, place: number) => {
    const places = map.get(key) ?? [];
    map.set(key, places);
    // Versions beside each other are few; a hostile image can have any number of one name.
    if (places.length < 8) places.push(place);
  };
  for (const [place, { name, home, isDefault }] of gems.entries()) {
    add(inHome, `${home} ${name}`, place);
    if (isDefault || !/\/vendor\/(?:bundle|ruby)\/|\/bundle\//.test(tree.path(home))) add(shared, name, place);
  }
  return gems.map(({ home, dependencies }, self) => [
    ...new Set(
      dependencies
        .flatMap((name) => inHome.get(`${home} ${name}`) ?? shared.get(name) ?? [])
        .filter((place) => place !== self),
    ),
  ]);
}

/** What projects ask for, with the lock file that says so. What gems bring along of their own development says nothing. */
function askedFor(image: InspectedImage, problems: Problem[]): ReadonlyMap<string, string> {
  const asked = new Map<string, string>();
  for (const { node, reading } of image.livePaths(gemfileLockReader)) {
    const path = image.tree.path(node);
    if (path.includes('/gems/')) continue;
    if (reading.state === 'unread') problems.push({ path, why: reading.why });
    else for (const name of reading.value) if (!asked.has(name)) asked.set(name, path);
  }
  return asked;
}
