import { noNode } from '../../image/merge.ts';
import type { Evidence } from '../../inspection-answers.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundPackage, PackageInspector, Problem } from '../inspector.ts';
import { sharesName } from '../same-name.ts';
import { dependencyTree } from './dependencies.ts';
import { type LockMark, lockMarks } from './lock-marks.ts';
import { lockReader } from './lock-reader.ts';
import { manifestReader } from './manifest.ts';
import { nodeReader, nodeRuntimes } from './node-runtime.ts';
import { debianModules, findPackageFolders, type PackageFolder, type PackageFolders } from './package-folders.ts';
import { addZipped } from './plug-and-play.ts';
import { pnpReader } from './pnp-reader.ts';
import { type Want, wantsOf } from './wanted.ts';

/** Packages as node and npm find them: by their folders, whoever installed them. */
export const npm: PackageInspector = {
  manager: 'npm',
  readers: [manifestReader, lockReader, pnpReader, nodeReader],
  find: (image) => {
    const problems: Problem[] = [];
    return { packages: packagesIn(image, problems), runtimes: nodeRuntimes(image), problems };
  },
};

function packagesIn(image: InspectedImage, problems: Problem[]): FoundPackage[] {
  const { tree } = image;
  const { folders, answers } = addZipped(image, findPackageFolders(image), problems);
  const { found } = folders;
  problems.push(...folders.problems);
  const { dependencies, incomplete } = dependencyTree(image, folders, answers);
  if (incomplete) problems.push({ path: null, why: 'too many dependencies to look for all of them' });
  const marks = lockMarks(image, folders, problems);
  const wants = wantsOf({ dependencies, incomplete }, ...rootsOf(image, folders));
  const files = filesByPackage(image, folders);
  const sharedModules = new Set(debianModules.map((path) => tree.at(path)));

  const named = found.flatMap((one, place) => {
    const name = nameOf(image, one);
    return name === null ? [] : [{ ...one, name, place, version: one.manifest.version ?? '' }];
  });
  const placeInAnswer = new Map(named.map(({ place }, i) => [place, i]));
  const isAmbiguous = sharesName(named);

  const neededByAny = new Set(dependencies.flatMap((list) => list.map(({ place }) => place)));
  return named.map(({ place, name, version, folder, modules, manifestNode }): FoundPackage => {
    const path = tree.path(folder);
    const want = wants[place];
    const mark = marks.get(place);
    return {
      name,
      version,
      instance: isAmbiguous({ name, version }) ? path : '',
      path,
      files: files[place] ?? [],
      wanted:
        want === undefined || incomplete
          ? 'unknown'
          : wantedOf(want, mark, neededByAny.has(place), sharedModules.has(modules)),
      dependsOn: (dependencies[place] ?? []).flatMap((one) => placeInAnswer.get(one.place) ?? []),
      missingFiles: 0,
      evidence: [{ path: tree.path(manifestNode), says: `${name}@${version}` }, ...reasons(image, folders, want, mark)],
    };
  });
}

/** Projects, and what was installed globally: `lib/node_modules` beside a `bin` (npm-folders(5)). */
function rootsOf({ tree }: InspectedImage, { found }: PackageFolders): [projects: number[], globals: number[]] {
  const projects: number[] = [];
  const globals: number[] = [];
  const projectAt = new Set(found.filter(({ modules }) => modules === noNode).map(({ folder }) => folder));
  for (const [place, { modules }] of found.entries()) {
    const holder = modules === noNode ? noNode : tree.parent(modules);
    if (holder === noNode) projects.push(place);
    else if (tree.name(holder) === 'lib' && !projectAt.has(holder)) globals.push(place);
  }
  return [projects, globals];
}

/**
 * Where no project asks for a package, npm's lock file may know why it is there; and where nothing but optional peers
 * asks for it beside development, whether npm was told to mind them (`legacy-peer-deps`).
 * @param isShared whether it is the system's: then it is not there for the development of one project
 */
function wantedOf(
  { wanted, optional }: Want,
  mark: LockMark | undefined,
  isNeeded: boolean,
  isShared: boolean,
): Want['wanted'] {
  if (wanted === 'development' && isShared) return 'unknown';
  if (mark?.development && (wanted === 'unknown' || (wanted === 'dependency' && optional))) return 'development';
  if (wanted !== 'unknown' || mark === undefined) return wanted;
  return isNeeded ? 'dependency' : 'asked-for';
}

/** What the package.json has; what is installed without a name goes by that of its folder, as npm has it. */
function nameOf({ tree }: InspectedImage, { folder, manifest, modules }: PackageFolder): string | null {
  if (manifest.name !== null && manifest.name !== '') return manifest.name;
  if (modules === noNode) return null;
  const parent = tree.parent(folder);
  return parent === modules ? tree.name(folder) : `${tree.name(parent)}/${tree.name(folder)}`;
}

function filesByPackage({ tree }: InspectedImage, { found, ownerOf }: PackageFolders): readonly (readonly number[])[] {
  const files: number[][] = found.map(() => []);
  for (const [node, owner] of ownerOf.entries()) if (owner !== -1 && tree.isFile(node)) files[owner]?.push(node);
  return files;
}

function reasons(
  { tree }: InspectedImage,
  { found }: PackageFolders,
  want: Want | undefined,
  mark: LockMark | undefined,
): Evidence[] {
  const evidence: Evidence[] = [];
  const because = want?.because ?? null;
  const project = because === null ? undefined : found[because.project];
  if (because !== null && project !== undefined) {
    const { kind, name } = because.dependency;
    evidence.push({ path: tree.path(project.manifestNode), says: `${kind}: ${name}` });
    if (want?.optional) evidence.push({ path: null, says: 'only as an optional dependency' });
  }
  if (mark?.development) evidence.push({ path: tree.path(mark.lock), says: 'dev: true' });
  else if (mark !== undefined && want?.wanted === 'development') {
    evidence.push({ path: tree.path(mark.lock), says: 'not marked as dev' });
  }
  return evidence;
}
