import { noNode, type PathNode } from '../../../image/merge.ts';
import { neededNodes } from '../needed-nodes.ts';
import { dropsOfProject, projectFolders } from '../project-folders.ts';
import type { App, Drop, Recipe } from '../recipe.ts';
import { runtimeBases } from '../runtime-bases.ts';
import { compiledProgram, isOwn, saysOf } from './compiled.ts';

const sourceFile =
  /\.(?:[chSs]|cc|cpp|cxx|c\+\+|hh|hpp|hxx|ipp|tpp|inl|o|obj|lo|la|a|d|gch|pch|cmake|am|ac|m4|pc|y|l)$|\.(?:h|hpp|c|cpp|pc|cmake)\.in$/;
const builderFile =
  /^(?:CMakeLists\.txt|CMakeCache\.txt|CMakePresets\.json|CTestTestfile\.cmake|GNUmakefile|Makefile(?:\..*)?|makefile|configure(?:\..*)?|config\.(?:log|status|guess|sub|h)|stamp-h\d?|libtool|ltmain\.sh|aclocal\.m4|depcomp|install-sh|missing|compile|install_manifest\.txt|compile_commands\.json|meson\.build|meson_options\.txt|build\.ninja|\.ninja_(?:deps|log)|conanfile\.(?:txt|py)|vcpkg\.json|\.clang-(?:format|tidy))$/;
const buildFolder = /^(?:CMakeFiles|autom4te\.cache|\.deps|\.libs|meson-(?:info|logs|private)|.+\.dir|.+\.p)$/;
/** Below /usr/local: what only a compiler reads. */
const ofCompilers = [
  'include',
  'lib/pkgconfig',
  'lib/cmake',
  'lib64/pkgconfig',
  'lib64/cmake',
  'share/pkgconfig',
  'share/aclocal',
  'share/cmake',
  'share/man',
  'share/doc',
  'share/info',
];

/** Programs of which nothing tells that another language made them: C, C++ and what is alike. */
export const c: Recipe = {
  kind: 'c',
  plan: (app) => {
    const program = compiledProgram(app, null);
    if (program === null || !isOwn(app, program.node)) return null;
    // A program that was copied in has nothing to leave behind.
    const projects = sourceFolders(app);
    const needed = neededNodes(app);
    return {
      what: 'the program',
      bases: runtimeBases(app, 'binary'),
      drops: [
        ...installedDrops(app, needed),
        ...projects.flatMap((root) => installedAsWell(app, root, needed)),
        ...projects.flatMap((root) =>
          dropsOfProject(app, root, needed, {
            isSource: (name) => sourceFile.test(name) || builderFile.test(name),
            isRoot: (node) =>
              [...app.image.tree.children(node)].some((one) => builderFile.test(app.image.tree.name(one))),
            isBuildFolder: (node) => buildFolder.test(app.image.tree.name(node)),
          }),
        ),
      ],
      prunes: [],
      evidence: [saysOf(program, 'a compiler of C or C++'), `${app.image.tree.size(program.node)} bytes`],
      breaksIf: 'the program calls tools or loads libraries that only the larger base has, or reads its own sources',
    };
  },
};

/** The topmost folders of what is built: those inside of others belong to them. */
function sourceFolders({ image, workingDir }: App): PathNode[] {
  const { tree } = image;
  const found = projectFolders(
    image,
    new RegExp(`${builderFile.source}|\\.(?:c|cc|cpp|cxx)$`),
    /^\/usr\/(?:include|lib|share)\//,
  );
  const folders = new Set([...found, ...(workingDir === 0 ? [] : [workingDir])]);
  folders.delete(0);
  return [...folders].filter((folder) => {
    for (let at = tree.parent(folder); at !== 0; at = tree.parent(at)) if (folders.has(at)) return false;
    return true;
  });
}

/** What `make install` copied to where it is run from. */
function installedAsWell({ image }: App, root: PathNode, needed: ReadonlySet<PathNode>): Drop[] {
  const { tree, native, ownFrom } = image;
  const installed = new Set<string>();
  for (const path of ['/usr/local/bin', '/usr/local/sbin', '/usr/local/lib', '/usr/local/lib64', '/usr/bin']) {
    const folder = tree.at(path);
    if (folder === noNode) continue;
    for (const node of tree.children(folder)) if (tree.layer(node) >= (ownFrom ?? 0)) installed.add(tree.name(node));
  }
  return [...tree.below(root)]
    .filter((node) => native?.at(node) != null && !needed.has(node) && installed.has(tree.name(node)))
    .map((node) => ({ node, why: 'it is installed elsewhere' }));
}

function installedDrops({ image }: App, needed: ReadonlySet<PathNode>): Drop[] {
  const { tree } = image;
  const folders = ofCompilers.map((path) => tree.at(`/usr/local/${path}`));
  const libraries = ['/usr/local/lib', '/usr/local/lib64']
    .map((path) => tree.at(path))
    .filter((node) => node !== noNode)
    .flatMap((folder) => [...tree.children(folder)].filter((node) => /\.(?:a|la)$/.test(tree.name(node))));
  return [...folders, ...libraries]
    .filter((node) => node !== noNode && !needed.has(node))
    .map((node) => ({ node, why: 'only compilers read it' }));
}
