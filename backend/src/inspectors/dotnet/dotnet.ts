import { noNode, type PathNode } from '../../image/merge.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundPackage, FoundRuntime, PackageInspector, Problem } from '../inspector.ts';
import { depsReader } from './deps-file.ts';
import { mergedPackages } from './merged-packages.ts';
import { unpackedPackages, unpackedReader } from './nuget-cache.ts';
import { programOf } from './program.ts';
import { runtimeConfigReader } from './runtime-config.ts';
import { sharedFrameworks } from './shared-frameworks.ts';

/** Programs with the NuGet packages that they were published with, shared frameworks, SDKs, and NuGet's own folders. */
export const dotnet: PackageInspector = {
  manager: 'dotnet',
  readers: [depsReader, runtimeConfigReader, unpackedReader],
  find: (image) => {
    const { tree } = image;
    const shared = sharedFrameworks(image);
    const packages: FoundPackage[] = unpackedPackages(image);
    const runtimes: FoundRuntime[] = [...shared.values()];
    const problems: Problem[] = [];
    for (const { node, reading } of image.live(depsReader)) {
      // What is part of a runtime is told as that.
      if (isIn(tree, shared, node)) continue;
      if (reading.state === 'unread') {
        problems.push({ path: tree.path(node), why: reading.why });
        continue;
      }
      const frameworks = frameworksOf(image, node, problems);
      const program = programOf(image, node, reading.value, packages.length, frameworks);
      packages.push(...program.packages);
      runtimes.push(...program.runtimes);
    }
    return { packages: mergedPackages(packages), runtimes, problems };
  },
};

function isIn(tree: InspectedImage['tree'], folders: ReadonlyMap<PathNode, unknown>, node: PathNode): boolean {
  for (let at = tree.parent(node); at !== 0; at = tree.parent(at)) if (folders.has(at)) return true;
  return false;
}

function frameworksOf(image: InspectedImage, node: PathNode, problems: Problem[]): readonly string[] {
  const { tree } = image;
  const name = tree.name(node).replace(/\.deps\.json$/, '.runtimeconfig.json');
  const beside = tree.child(tree.parent(node), name);
  const reading = beside === noNode ? null : image.reading(runtimeConfigReader, beside);
  if (reading?.state === 'unread') problems.push({ path: tree.path(beside), why: reading.why });
  return reading?.state === 'read' ? reading.value : [];
}
