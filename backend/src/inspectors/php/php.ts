import type { FinalTree } from '../../image/final-tree.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { Evidence, Wanted } from '../../inspection-answers.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundPackage, PackageInspector, Problem } from '../inspector.ts';
import { sharesName } from '../same-name.ts';
import { type ComposerPackage, type ComposerProject, installedReader, projectReader } from './composer-files.ts';
import { phpReader, phpRuntimes } from './php-runtime.ts';

/** Packages that composer installed. */
export const php: PackageInspector = {
  manager: 'php',
  readers: [installedReader, projectReader, phpReader],
  find: (image) => {
    const problems: Problem[] = [];
    return { packages: packagesIn(image, problems), runtimes: phpRuntimes(image), problems };
  },
};

interface Installed extends ComposerPackage {
  readonly node: PathNode;
  /** -1 where it has none, or an unlikely one. */
  readonly folder: PathNode;
  readonly project: Project | null;
}

interface Project {
  readonly path: string;
  readonly requires: ReadonlySet<string>;
  readonly requiresForDevelopment: ReadonlySet<string>;
}

function packagesIn(image: InspectedImage, problems: Problem[]): FoundPackage[] {
  const { tree } = image;
  const installed: Installed[] = [];
  for (const { node, reading } of image.livePaths(installedReader)) {
    if (reading.state === 'unread') {
      problems.push({ path: tree.path(node), why: reading.why });
      continue;
    }
    const composer = tree.parent(node);
    const project = projectAbove(image, tree.parent(tree.parent(composer)));
    for (const one of reading.value) {
      installed.push({ ...one, node, folder: folderOf(tree, composer, one.installPath), project });
    }
  }
  const dependencies = dependenciesOf(installed);
  const needed = new Set(dependencies.flat());
  const files = filesByPackage(tree, installed);
  const isAmbiguous = sharesName(installed);
  return installed.map((one, place): FoundPackage => {
    const path = one.folder === noNode ? null : tree.path(one.folder);
    return {
      name: one.name,
      version: one.version,
      instance: isAmbiguous(one) ? (path ?? tree.path(one.node)) : '',
      path,
      files: files[place] ?? [],
      wanted: wantedOf(one, needed.has(place)),
      dependsOn: dependencies[place] ?? [],
      missingFiles: 0,
      evidence: [{ path: tree.path(one.node), says: `${one.name} ${one.version}` }, ...reasons(tree, one)],
    };
  });
}

const maxClimb = 8;

/** The project that a vendor folder is part of: mostly the one that it lies in. */
function projectAbove(image: InspectedImage, start: PathNode): Project | null {
  const { tree } = image;
  for (let folder = start, climbed = 0; climbed < maxClimb; folder = tree.parent(folder), climbed++) {
    const node = tree.child(folder, 'composer.json');
    const reading = node === noNode ? null : image.reading(projectReader, node);
    if (reading?.state === 'read') return projectOf(tree.path(node), reading.value);
    if (folder === 0) break;
  }
  return null;
}

function projectOf(path: string, { requires, requiresForDevelopment }: ComposerProject): Project {
  return { path, requires: new Set(requires), requiresForDevelopment: new Set(requiresForDevelopment) };
}

/** A package is in no folder that composer's own is in. */
function folderOf(tree: FinalTree, composer: PathNode, installPath: string | null): PathNode {
  const folder = installPath === null ? noNode : tree.resolve(installPath, composer);
  if (folder === noNode || !tree.isDirectory(folder)) return noNode;
  for (let around = composer; around !== 0; around = tree.parent(around)) if (around === folder) return noNode;
  return folder === 0 ? noNode : folder;
}

function dependenciesOf(installed: readonly Installed[]): readonly (readonly number[])[] {
  const places = new Map<string, number[]>();
  for (const [place, { node, name, provides }] of installed.entries()) {
    for (const answer of [name, ...provides]) {
      const key = `${node} ${answer}`;
      const those = places.get(key) ?? [];
      places.set(key, those);
      // Of packages that stand for one thing a few are enough.
      if (those.length < 8) those.push(place);
    }
  }
  return installed.map(({ node, requires }, self) => [
    ...new Set(requires.flatMap((name) => places.get(`${node} ${name}`) ?? []).filter((place) => place !== self)),
  ]);
}

/** All below a package's folder, but for what is in the folder of another one. */
function filesByPackage(tree: FinalTree, installed: readonly Installed[]): readonly (readonly PathNode[])[] {
  const files: PathNode[][] = installed.map(() => []);
  const placeAt = new Map(installed.map(({ folder }, place) => [folder, place]));
  placeAt.delete(noNode);
  if (placeAt.size === 0) return files;
  const ownerOf = new Int32Array(tree.merged.paths.count).fill(-1);
  // A path's number is larger than its parent's.
  for (let node = 1; node < ownerOf.length; node++) {
    const owner = placeAt.get(node) ?? ownerOf[tree.parent(node)] ?? -1;
    ownerOf[node] = owner;
    if (owner !== -1 && tree.isFile(node)) files[owner]?.push(node);
  }
  return files;
}

function wantedOf({ name, isDevelopment, project }: Installed, isNeeded: boolean): Wanted {
  if (project?.requires.has(name)) return 'asked-for';
  if (isDevelopment ?? project?.requiresForDevelopment.has(name) ?? false) return 'development';
  return isNeeded ? 'dependency' : 'unknown';
}

function reasons(tree: FinalTree, { node, name, isDevelopment, project }: Installed): Evidence[] {
  const evidence: Evidence[] = [];
  if (project?.requires.has(name)) evidence.push({ path: project.path, says: `require: ${name}` });
  else if (project?.requiresForDevelopment.has(name))
    evidence.push({ path: project.path, says: `require-dev: ${name}` });
  if (isDevelopment) evidence.push({ path: tree.path(node), says: `dev-package-names: ${name}` });
  return evidence;
}
