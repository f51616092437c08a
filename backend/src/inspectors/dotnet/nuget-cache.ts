import { wholeFileReader } from '../../readings/file-reader.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundPackage } from '../inspector.ts';

/** What NuGet leaves in each folder that it unpacks a package to: `ID/VERSION/.nupkg.metadata`. */
export const unpackedReader = wholeFileReader({
  id: 'dotnet/nupkg-metadata',
  version: 1,
  files: { names: ['.nupkg.metadata'] },
  maxBytes: 64 << 10,
  // That it is there says it all.
  read: () => null,
});

/** Packages as NuGet unpacked them: its global folder, tools. */
export function unpackedPackages(image: InspectedImage): FoundPackage[] {
  const { tree } = image;
  return image.live(unpackedReader).map(({ node }) => {
    const folder = tree.parent(node);
    const path = tree.path(folder);
    const name = tree.name(tree.parent(folder));
    const version = tree.name(folder);
    return {
      name,
      version,
      instance: path,
      path,
      files: [...tree.below(folder)].filter((one) => tree.isFile(one)),
      wanted: 'unknown',
      dependsOn: [],
      missingFiles: 0,
      evidence: [{ path: tree.path(node), says: `${name} ${version} as NuGet unpacked it` }],
    };
  });
}
