import type { FinalTree } from '../../image/final-tree.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { Evidence } from '../../inspection-answers.ts';
import { ClaimBudget, tooManyClaims } from '../claim-budget.ts';
import { nodeBelow } from '../files-below.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundPackage, PackageInspector, Problem } from '../inspector.ts';
import { type CondaRecord, condaReader } from './record.ts';

/** Packages of conda environments, whichever tool installed them. */
export const conda: PackageInspector = {
  manager: 'conda',
  readers: [condaReader],
  find: (image) => {
    const problems: Problem[] = [];
    return { packages: packagesIn(image, problems), problems };
  },
};

interface Installed extends CondaRecord {
  readonly node: PathNode;
  readonly prefix: PathNode;
}

function packagesIn(image: InspectedImage, problems: Problem[]): FoundPackage[] {
  const { tree } = image;
  const installed: Installed[] = [];
  for (const { node, reading } of image.livePaths(condaReader)) {
    if (reading.state === 'unread') problems.push({ path: tree.path(node), why: reading.why });
    else installed.push({ ...reading.value, node, prefix: tree.parent(tree.parent(node)) });
  }
  const places = new Map(installed.map(({ prefix, name }, place) => [`${prefix} ${name}`, place]));
  const dependencies = installed.map(({ prefix, depends }, place) => [
    ...new Set(depends.flatMap((name) => places.get(`${prefix} ${name}`) ?? []).filter((to) => to !== place)),
  ]);
  const needed = new Set(dependencies.flat());
  const severalPrefixes = new Set(installed.map(({ prefix }) => prefix)).size > 1;
  const budget = new ClaimBudget();
  return installed.map((one, place): FoundPackage => {
    const { name, version, build, requested, node, prefix } = one;
    const path = tree.path(node);
    const { files, missing } = budget.isSpent ? { files: [], missing: 0 } : filesIn(tree, prefix, one.files);
    if (budget.isSpent) problems.push({ path, why: tooManyClaims });
    budget.spend(files.length + missing + 1);
    return {
      name,
      version,
      instance: severalPrefixes ? `${tree.path(prefix)} ${build}` : build,
      path,
      files: [node, ...files],
      wanted: requested !== null ? 'asked-for' : needed.has(place) ? 'dependency' : 'unknown',
      dependsOn: dependencies[place] ?? [],
      missingFiles: missing,
      evidence: evidenceOf(path, one),
    };
  });
}

function evidenceOf(path: string, { name, version, build, channel, requested }: CondaRecord): Evidence[] {
  const evidence = [{ path, says: `${name} ${version} ${build}` }];
  if (channel !== null) evidence.push({ path, says: `channel: ${channel.replace(/\/\/[^/@]*@/, '//')}` });
  if (requested !== null) evidence.push({ path, says: `requested: ${requested}` });
  return evidence;
}

/** What is not found as it is named is missing; conda names no path outside of the prefix. */
function filesIn(tree: FinalTree, prefix: PathNode, list: string): { files: PathNode[]; missing: number } {
  const files: PathNode[] = [];
  const folders = new Map<string, PathNode>();
  let missing = 0;
  for (const path of list === '' ? [] : list.split('\n')) {
    const slash = path.lastIndexOf('/');
    const folderPath = path.slice(0, slash + 1);
    let folder = folders.get(folderPath);
    if (folder === undefined) {
      folder = nodeBelow(tree, folderPath, prefix);
      folders.set(folderPath, folder);
    }
    const node = folder === noNode ? noNode : tree.child(folder, path.slice(slash + 1));
    if (node === noNode && !path.endsWith('.pyc')) missing++;
    else if (node !== noNode && tree.isFile(node)) files.push(node);
  }
  return { files, missing };
}
