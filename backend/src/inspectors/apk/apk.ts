import type { Evidence, Wanted } from '../../inspection-answers.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundPackage, PackageInspector, Problem } from '../inspector.ts';
import { ListedFiles } from '../listed-files.ts';
import { Providers } from '../providers.ts';
import { readingAt } from '../reading-at.ts';
import type { ApkPackage, Installed } from './installed.ts';
import { installedFiles, installedReader, nameOf, worldFile, worldReader } from './readers.ts';

/** The packages of Alpine and its kin. */
export const apk: PackageInspector = {
  manager: 'apk',
  readers: [installedReader, worldReader],
  find: (image) => {
    const problems: Problem[] = [];
    const known = installed(image, problems);
    return { packages: known === null ? [] : foundPackages(image, known.path, known.packages, problems), problems };
  },
};

const brokenTold = 20;

function installed(image: InspectedImage, problems: Problem[]): (Installed & { path: string }) | null {
  for (const path of installedFiles) {
    const reading = readingAt(image, installedReader, path, problems);
    if (reading === null) continue;
    const { broken, whole } = reading;
    if (broken > 0) problems.push({ path, why: `${broken} of its paragraphs describe no package` });
    if (!whole) problems.push({ path, why: 'it ends in the middle of a package: packages or files may be missing' });
    for (const { name } of reading.packages.filter(({ sound }) => !sound).slice(0, brokenTold)) {
      problems.push({ path, why: `the installation of ${name} broke off` });
    }
    return { ...reading, path };
  }
  return null;
}

function foundPackages(
  image: InspectedImage,
  path: string,
  packages: readonly ApkPackage[],
  problems: Problem[],
): FoundPackage[] {
  const listed = new ListedFiles(image.tree);
  const providers = providersOf(packages);
  const wantedOf = wantedTeller(image, providers, problems);
  const found = packages.map((one, place): FoundPackage => {
    const { name, version, architecture } = one;
    const { files, missing } = listed.find(one.files);
    const wanted = wantedOf(place);
    const evidence: Evidence[] = [{ path, says: `P:${name} V:${version}` }];
    if (wanted === 'asked-for') evidence.push({ path: worldFile, says: 'it is named or provides what is' });
    const dependsOn = names(one.depends)
      .flatMap((needed) => providers.of(needed))
      .filter((other) => other !== place);
    return {
      name,
      version,
      instance: architecture,
      path,
      files,
      wanted,
      dependsOn: [...new Set(dependsOn)],
      missingFiles: missing,
      evidence,
    };
  });
  if (listed.exhausted) problems.push({ path, why: 'packages list more files than are looked up' });
  return found;
}

/** Versions are not compared: of what is installed, apk has seen to it that they fit. */
function providersOf(packages: readonly ApkPackage[]): Providers<number> {
  const providers = new Providers<number>();
  packages.forEach(({ name, provides }, place) => {
    for (const provided of [name, ...names(provides)]) providers.add(provided, place);
  });
  return providers;
}

function names(dependencies: string): string[] {
  return dependencies
    .split(' ')
    .filter((word) => word !== '' && !word.startsWith('!'))
    .map((word) => nameOf(word));
}

function wantedTeller(
  image: InspectedImage,
  providers: Providers<number>,
  problems: Problem[],
): (place: number) => Wanted {
  const world = readingAt(image, worldReader, worldFile, problems);
  if (world === null) return () => 'unknown';
  const asked = new Set(world.flatMap((name) => providers.of(name)));
  return (place) => (asked.has(place) ? 'asked-for' : 'dependency');
}
