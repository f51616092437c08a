import type { PathNode } from '../../image/merge.ts';
import { filesBelow } from '../files-below.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundRuntime } from '../inspector.ts';
import { programVersionReader } from '../runtimes/version-in-program.ts';

/** node says `node.js/v24.1.0` of itself to debuggers; Debian's program has it in a library of its own. */
export const nodeReader = programVersionReader({
  id: 'npm/node-version',
  version: 1,
  where: ({ name }) => name === 'node' || name === 'nodejs' || name.startsWith('libnode.so'),
  mark: () => 'node.js/v',
  after: /^(\d{1,3}\.\d{1,3}\.\d{1,3}(?:-(?:nightly|rc|test|v8-canary|pre)[0-9A-Za-z.-]{0,20})?)/,
});

/** What an installation of node has beside its program, from its prefix. */
const besides = ['include/node', 'share/doc/node', 'share/man/man1/node.1'];

interface Copy {
  readonly version: string;
  /** The file that says so: the program, or its library. */
  readonly node: PathNode;
  readonly isLibrary: boolean;
}

/** Every copy of node, with the headers and pages of its installation. */
export function nodeRuntimes(image: InspectedImage): FoundRuntime[] {
  const { tree } = image;
  const installations = new Map<PathNode, { programs: PathNode[]; copies: Copy[] }>();
  for (const { node, reading } of image.live(nodeReader)) {
    if (reading.state === 'unread') continue;
    const isLibrary = tree.name(node).startsWith('libnode.so');
    const prefix = isLibrary ? prefixOfLibrary(image, node) : tree.parent(tree.parent(node));
    const installation = installations.get(prefix) ?? { programs: [], copies: [] };
    installations.set(prefix, installation);
    if (reading.value !== null) installation.copies.push({ version: reading.value, node, isLibrary });
    else if (!isLibrary) installation.programs.push(node);
  }
  return [...installations].flatMap(([prefix, { programs, copies }]) =>
    copies.map(({ version, node, isLibrary }, i): FoundRuntime => {
      const users = isLibrary && i === 0 ? programs : [];
      const rest = i === 0 ? besides.flatMap((path) => filesBelow(tree, path, prefix)) : [];
      return {
        kind: 'node',
        version,
        path: tree.path(users[0] ?? node),
        files: [node, ...users, ...rest],
        evidence: [{ path: tree.path(node), says: `node.js/v${version}` }],
      };
    }),
  );
}

/** `/usr` of `/usr/lib/x86_64-linux-gnu/libnode.so.115`. */
function prefixOfLibrary({ tree }: InspectedImage, library: PathNode): PathNode {
  const folder = tree.parent(library);
  return tree.name(folder).startsWith('lib') ? tree.parent(folder) : tree.parent(tree.parent(folder));
}
