import type { FinalTree } from '../../image/final-tree.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import { filesBelow } from '../files-below.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundRuntime } from '../inspector.ts';
import { programVersionReader } from '../runtimes/version-in-program.ts';

const programName = /^php(?:-(?:cli|cgi|fpm)|dbg)?[\d.]*$|^libphp[\d.]*\.so$/;

/** PHP has the header that it adds to answers among its texts. */
export const phpReader = programVersionReader({
  id: 'php/php-version',
  version: 1,
  where: ({ name }) => programName.test(name),
  mark: () => 'X-Powered-By: PHP/',
  after: /^(\d{1,3}\.\d{1,3}\.\d{1,3}[0-9A-Za-z.+~-]{0,20})\0/,
});

/** Every PHP: its programs, for the command line and for web servers, with extensions and headers. */
export function phpRuntimes(image: InspectedImage): FoundRuntime[] {
  const { tree } = image;
  const installations = new Map<PathNode, Map<string, PathNode[]>>();
  for (const { node, reading } of image.live(phpReader)) {
    if (reading.state === 'unread' || reading.value === null) continue;
    const prefix = prefixOf(tree, node);
    const versions = installations.get(prefix) ?? new Map<string, PathNode[]>();
    installations.set(prefix, versions);
    const programs = versions.get(reading.value) ?? [];
    versions.set(reading.value, programs);
    programs.push(node);
  }
  return [...installations].flatMap(([prefix, versions]) => {
    // Several versions beside each other share these folders in ways of the distribution's own.
    const shared = versions.size === 1 ? sharedFiles(tree, prefix) : [];
    return [...versions].map(([version, programs]): FoundRuntime => {
      const main = programs.find((node) => /^php[\d.]*$/.test(tree.name(node))) ?? programs[0] ?? noNode;
      return {
        kind: 'php',
        version,
        path: tree.path(main),
        files: [...programs, ...shared],
        evidence: programs.map((node) => ({ path: tree.path(node), says: `X-Powered-By: PHP/${version}` })),
      };
    });
  });
}

/** `/usr` of `/usr/sbin/php-fpm8.4` and of `/usr/lib/apache2/modules/libphp8.4.so`. */
function prefixOf(tree: FinalTree, program: PathNode): PathNode {
  let folder = tree.parent(program);
  if (!tree.name(program).startsWith('lib')) return tree.parent(folder);
  while (folder !== 0 && !/^lib\d*$/.test(tree.name(folder))) folder = tree.parent(folder);
  return tree.parent(folder);
}

function sharedFiles(tree: FinalTree, prefix: PathNode): PathNode[] {
  const files = ['include/php', 'lib/php/extensions', 'lib/php/build'].flatMap((path) =>
    filesBelow(tree, path, prefix),
  );
  const lib = tree.child(prefix, 'lib');
  const folder = lib === noNode ? noNode : tree.child(lib, 'php');
  if (folder === noNode) return files;
  // Debian's extensions, in a folder that is named for the day of PHP's interface: `20240924`.
  for (const child of tree.children(folder))
    if (/^\d{8}/.test(tree.name(child))) files.push(...filesBelow(tree, '', child));
  return files;
}
