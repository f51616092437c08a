import type { FinalTree } from '../../image/final-tree.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import { filesBelow } from '../files-below.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundRuntime } from '../inspector.ts';
import { programVersionReader } from '../runtimes/version-in-program.ts';

/** `python3.13`, `libpython3.13.so.1.0`; `d`, `m` and `t` are kinds of builds. */
const fileName = /^(?:python|libpython)(\d\.\d{1,3})([dmtu]{0,3})(?:$|\.so)/;

/** Python says its version in its program or its library, as a text of its own. */
export const pythonReader = programVersionReader({
  id: 'python/python-version',
  version: 1,
  where: ({ name }) => fileName.test(name),
  mark: ({ name }) => `\0${fileName.exec(name)?.[1]}.`,
  after: /^(\d{1,3}(?:(?:a|b|rc)\d{1,2})?\+?)\0/,
});

/** Packages that were installed later; they are told one by one. */
const installedLater = new Set(['site-packages', 'dist-packages']);

interface Installation {
  readonly prefix: PathNode;
  /** `3.13`, with the letters of its kind of build. */
  readonly version: string;
  patch: string | null;
  readonly programs: PathNode[];
  readonly evidence: PathNode[];
}

/** Every Python: its program, its library, and the standard library, whichever of them the image has. */
export function pythonRuntimes(image: InspectedImage): FoundRuntime[] {
  const { tree } = image;
  const installations = new Map<string, Installation>();
  for (const { node, reading } of image.live(pythonReader)) {
    const [, version = '', kind = ''] = fileName.exec(tree.name(node)) ?? [];
    if (reading.state === 'unread' || version === '') continue;
    const prefix = prefixOf(tree, node);
    // A virtual environment may have a copy of the program of the Python that it was made with.
    if (tree.child(prefix, 'pyvenv.cfg') !== noNode) continue;
    const key = `${prefix} ${version}${kind}`;
    const installation = installations.get(key) ?? {
      prefix,
      version: `${version}${kind}`,
      patch: null,
      programs: [],
      evidence: [],
    };
    installations.set(key, installation);
    installation.programs.push(node);
    if (reading.value === null) continue;
    installation.patch ??= `${version}.${reading.value}`;
    installation.evidence.push(node);
  }
  return [...installations.values()].map(({ prefix, version, patch, programs, evidence }) => {
    const main = programs.find((node) => tree.name(node) === `python${version}`) ?? programs[0] ?? noNode;
    const says = patch ?? version;
    return {
      kind: 'python',
      version: says,
      path: tree.path(main),
      files: [...programs, ...standardFiles(tree, prefix, version)],
      evidence: (evidence.length > 0 ? evidence : programs).map((node) => ({
        path: tree.path(node),
        says: `Python ${says}`,
      })),
    };
  });
}

/** `/usr` of `/usr/bin/python3.13` and of `/usr/lib/x86_64-linux-gnu/libpython3.13.so.1.0`. */
function prefixOf(tree: FinalTree, program: PathNode): PathNode {
  const folder = tree.parent(program);
  const isInTriplet = tree.name(program).startsWith('lib') && !tree.name(folder).startsWith('lib');
  return tree.parent(isInTriplet ? tree.parent(folder) : folder);
}

function standardFiles(tree: FinalTree, prefix: PathNode, version: string): PathNode[] {
  const files = [
    `include/python${version}`,
    `bin/python${version}-config`,
    `bin/idle${version}`,
    `bin/pydoc${version}`,
  ].flatMap((path) => filesBelow(tree, path, prefix));
  const lib = tree.child(prefix, 'lib');
  const library = lib === noNode ? noNode : tree.child(lib, `python${version}`);
  if (library === noNode) return files;
  for (const child of tree.children(library)) {
    if (!installedLater.has(tree.name(child))) files.push(...filesBelow(tree, '', child));
  }
  return files;
}
