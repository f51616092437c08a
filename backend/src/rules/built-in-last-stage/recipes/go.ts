import { noNode, type PathNode } from '../../../image/merge.ts';
import { neededNodes } from '../needed-nodes.ts';
import { dropsOfProject, projectFolders } from '../project-folders.ts';
import type { App, Drop, Recipe } from '../recipe.ts';
import { runtimeBases } from '../runtime-bases.ts';
import { compiledProgram, isOwn, saysOf } from './compiled.ts';

const sourceFile = /\.(?:go|s|c|h|cc|cpp|hpp|proto|mod|sum|work|tmpl\.go)$|^\.golangci\.ya?ml$|^\.air\.toml$/;
/** Where Go and its modules lie in the images that have it. */
const caches = /^\/(?:go\/pkg|root\/go\/pkg|usr\/local\/go)\/|\/(?:vendor|testdata)\//;

/** Programs that Go compiled: the program, and what is not known to be a source of it. */
export const go: Recipe = {
  kind: 'go',
  plan: (app) => {
    const { image, entrypoint } = app;
    const program = compiledProgram(app, 'go');
    if (program === null) return null;
    if (!isOwn(app, program.node)) {
      if (!/\/go$/.test(program.path)) return null;
      const words = entrypoint.runs.slice(0, 3).join(' ');
      return `containers run ${words}, and compile whenever they start: build the program with go build, and run that`;
    }
    return {
      what: 'the Go program',
      bases: runtimeBases(app, 'binary'),
      drops: goDrops(app),
      prunes: [],
      packages: usesTimeZones(image)
        ? [{ name: 'tzdata', why: 'Go reads time zones from there, and the image had them' }]
        : [],
      evidence: [saysOf(program, 'Go'), `${image.tree.size(program.node)} bytes`],
      breaksIf: 'the program calls tools that only the larger base has, or reads its own sources',
    };
  },
};

function usesTimeZones({ tree }: App['image']): boolean {
  return ['/usr/share/zoneinfo', '/usr/local/go/lib/time/zoneinfo.zip'].some((path) => tree.resolve(path) !== noNode);
}

/** The module cache, vendored modules, and what is source in the image's own projects. */
function goDrops(app: App): Drop[] {
  const { tree } = app.image;
  const needed = neededNodes(app);
  const drops: Drop[] = [];
  for (const path of ['/go/pkg', '/root/go/pkg', '/usr/local/go']) {
    const node = tree.at(path);
    if (node !== noNode && !needed.has(node)) drops.push({ node, why: 'modules that are compiled in' });
  }
  const isVendor = (node: PathNode) => tree.name(node) === 'vendor' && tree.child(node, 'modules.txt') !== noNode;
  const folders = new Set(projectFolders(app.image, /^go\.(?:mod|work)$/, caches));
  // Without modules: what containers start in.
  if (folders.size === 0 && app.workingDir !== 0) folders.add(app.workingDir);
  const isPlain = (name: string) => sourceFile.test(name);
  for (const folder of folders) {
    if (folder !== 0)
      drops.push(...dropsOfProject(app, folder, needed, { isSource: isPlain, isBuildFolder: isVendor }));
  }
  drops.push(...fetchedSources(app, needed));
  return drops;
}

/** Modules of the time before modules: cloned below GOPATH. */
function fetchedSources({ image, workingDir }: App, needed: ReadonlySet<PathNode>): Drop[] {
  const { tree } = image;
  const drops: Drop[] = [];
  const onTheWay = new Set<PathNode>(needed);
  for (let node = workingDir; node !== 0; node = tree.parent(node)) onTheWay.add(node);
  const visit = (folder: PathNode, depth: number) => {
    if (onTheWay.has(folder)) {
      if (folder === workingDir || depth === 0) return;
      for (const child of tree.children(folder)) if (tree.isDirectory(child)) visit(child, depth - 1);
    } else if (tree.isDirectory(folder)) drops.push({ node: folder, why: 'modules that are compiled in' });
  };
  for (const host of ['github.com', 'golang.org', 'gopkg.in', 'google.golang.org', 'go.uber.org', 'k8s.io']) {
    const node = tree.at(`/go/src/${host}`);
    if (node !== noNode) visit(node, 3);
  }
  return drops;
}
