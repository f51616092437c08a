import { noNode, type PathNode } from '../../image/merge.ts';
import type { Evidence } from '../../inspection-answers.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundPackage, FoundRuntime } from '../inspector.ts';
import type { Library } from './deps-file.ts';

/** What one `*.deps.json` says is there. */
export interface Program {
  readonly packages: readonly FoundPackage[];
  /** Where the program brings its own. */
  readonly runtimes: readonly FoundRuntime[];
}

const runtimePack = /^runtimepack\.Microsoft\.(NETCore|AspNetCore)\.App\.Runtime\./;
/** Symbols and documentation lie beside their assembly. */
const companions = ['.pdb', '.xml'];

/**
 * @param node of the file
 * @param firstPlace of its packages in the inspector's list
 * @param frameworks that the program asks for
 */
export function programOf(
  image: InspectedImage,
  node: PathNode,
  libraries: readonly Library[],
  firstPlace: number,
  frameworks: readonly string[],
): Program {
  const { tree } = image;
  const folder = tree.parent(node);
  const path = tree.path(node);
  // A library without assets is only a name: its code comes with the framework.
  const kept = libraries.flatMap((library, place) => {
    const isProgram = library.type === 'project';
    return library.assets.length > 0 || isProgram ? [{ library, place, isProgram }] : [];
  });
  const packs = kept.filter(({ library }) => runtimePack.test(library.name));
  const listed = kept.filter((one) => !packs.includes(one));
  const placeInAnswer = new Map(listed.map(({ place }, i) => [place, firstPlace + i]));
  const direct = new Set(listed.flatMap(({ library, isProgram }) => (isProgram ? library.dependsOn : [])));
  const main = listed.find(({ isProgram }) => isProgram);
  return {
    packages: listed.map((one) => {
      const { library, place, isProgram } = one;
      const { name, version } = library;
      const { files, missing } = filesOf(image, folder, library);
      const own = one === main ? programFiles(image, node) : [];
      const evidence: Evidence[] = [{ path, says: `${library.type} ${name} ${version}` }];
      if (one === main && frameworks.length > 0) evidence.push({ path, says: `it asks for ${frameworks.join(', ')}` });
      return {
        name,
        version,
        instance: tree.path(folder),
        path: tree.path(folder),
        files: [...new Set([...files, ...own])],
        wanted: isProgram || direct.has(place) ? 'asked-for' : 'dependency',
        dependsOn: library.dependsOn.flatMap((needed) => placeInAnswer.get(needed) ?? []),
        missingFiles: missing,
        evidence,
      };
    }),
    runtimes: packs.map(({ library }) => ({
      kind: runtimePack.exec(library.name)?.[1] === 'NETCore' ? 'dotnet-runtime' : 'aspnet-runtime',
      version: library.version,
      path: tree.path(folder),
      files: filesOf(image, folder, library).files,
      evidence: [{ path, says: 'the program brings its own runtime (self-contained)' }],
    })),
  };
}

function filesOf({ tree }: InspectedImage, folder: PathNode, { assets }: Library) {
  const files: PathNode[] = [];
  let missing = 0;
  for (const places of assets) {
    const found = places.map((place) => below(tree, folder, place)).find((one) => one !== noNode && tree.isFile(one));
    if (found === undefined) {
      missing++;
      continue;
    }
    files.push(found);
    const stem = tree.name(found).replace(/\.[^.]*$/, '');
    for (const companion of companions) {
      const beside = tree.child(tree.parent(found), `${stem}${companion}`);
      if (beside !== noNode && tree.isFile(beside)) files.push(beside);
    }
  }
  return { files, missing };
}

/** Step by step, so that no path leads out of the folder. */
function below(tree: InspectedImage['tree'], folder: PathNode, path: string): PathNode {
  let node = folder;
  for (const name of path.split('/')) if (node !== noNode) node = tree.child(node, name);
  return node;
}

/** `app.deps.json`, `app.runtimeconfig.json`, and the program that starts it. */
function programFiles({ tree }: InspectedImage, node: PathNode): PathNode[] {
  const stem = tree.name(node).slice(0, -'.deps.json'.length);
  return [stem, `${stem}.dll`, `${stem}.pdb`, `${stem}.runtimeconfig.json`, `${stem}.deps.json`]
    .map((name) => tree.child(tree.parent(node), name))
    .filter((one) => one !== noNode && tree.isFile(one));
}
