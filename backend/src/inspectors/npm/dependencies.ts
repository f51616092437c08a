import type { InspectedImage } from '../inspected-image.ts';
import type { Manifest } from './manifest.ts';
import type { PackageFolders } from './package-folders.ts';
import type { Answers } from './plug-and-play.ts';
import { Resolution } from './resolution.ts';

export type DependencyKind = 'dependencies' | 'optionalDependencies' | 'peerDependencies' | 'devDependencies';

/** One package asks for another. */
export interface Dependency {
  readonly kind: DependencyKind;
  /** As the package.json has it. */
  readonly name: string;
  /** Place of the package that answers. */
  readonly place: number;
  /** Whether it may be missing. */
  readonly optional: boolean;
}

export interface DependencyTree {
  /** By package: what it asks for and is in the image. Development's only of projects, as nobody installs others'. */
  readonly dependencies: readonly (readonly Dependency[])[];
  /** Whether there were too many to look for all. */
  readonly incomplete: boolean;
}

/** Which package each dependency of each package leads to. */
export function dependencyTree(image: InspectedImage, folders: PackageFolders, answers: Answers): DependencyTree {
  const resolution = new Resolution(image, folders);
  const dependencies = folders.found.map(({ folder, manifest, modules }, place) => {
    const isProject = modules === -1;
    const answer = answers.get(place);
    const found: Dependency[] = [];
    for (const [kind, name, optional] of wishesOf(manifest, isProject)) {
      const to = answer === undefined ? resolution.resolve(folder, name) : (answer.get(name) ?? -1);
      if (to !== -1 && to !== place) found.push({ kind, name, place: to, optional });
    }
    return found;
  });
  return { dependencies, incomplete: resolution.exhausted };
}

/** What is listed as optional and as needed too is optional: so the registry repeats optional ones. */
function* wishesOf(manifest: Manifest, isProject: boolean): Generator<[DependencyKind, string, boolean]> {
  const optional = new Set(manifest.optionalDependencies);
  for (const name of manifest.dependencies) if (!optional.has(name)) yield ['dependencies', name, false];
  for (const name of optional) yield ['optionalDependencies', name, true];
  const optionalPeers = new Set(manifest.optionalPeers);
  for (const name of manifest.peerDependencies) yield ['peerDependencies', name, optionalPeers.has(name)];
  if (isProject) for (const name of manifest.devDependencies) yield ['devDependencies', name, false];
}
