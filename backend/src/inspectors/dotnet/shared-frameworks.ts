import type { PathNode } from '../../image/merge.ts';
import type { Runtime } from '../../inspection-answers.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundRuntime } from '../inspector.ts';
import { depsReader } from './deps-file.ts';

/** The list that each has of its own libraries, in a folder named for its version. */
const kinds: readonly { readonly list: RegExp; readonly kind: Runtime['kind'] }[] = [
  { list: /\/shared\/Microsoft\.NETCore\.App\/[^/]+\/Microsoft\.NETCore\.App\.deps\.json$/, kind: 'dotnet-runtime' },
  {
    list: /\/shared\/Microsoft\.AspNetCore\.App\/[^/]+\/Microsoft\.AspNetCore\.App\.deps\.json$/,
    kind: 'aspnet-runtime',
  },
  { list: /\/sdk\/\d[^/]*\/dotnet\.deps\.json$/, kind: 'dotnet-sdk' },
];

/** Shared frameworks and SDKs, by their folder. */
export function sharedFrameworks(image: InspectedImage): ReadonlyMap<PathNode, FoundRuntime> {
  const { tree } = image;
  const found = new Map<PathNode, FoundRuntime>();
  for (const { node } of image.live(depsReader)) {
    const path = tree.path(node);
    const kind = kinds.find(({ list }) => list.test(path))?.kind;
    if (kind === undefined) continue;
    const folder = tree.parent(node);
    const version = tree.name(folder);
    found.set(folder, {
      kind,
      version,
      path: tree.path(folder),
      files: [...tree.below(folder)].filter((one) => tree.isFile(one)),
      evidence: [{ path, says: `in a folder named ${version}` }],
    });
  }
  return found;
}
