import { noNode, type PathNode } from '../../../image/merge.ts';
import { neededNodes } from '../needed-nodes.ts';
import { dropsOfProject, projectFolders } from '../project-folders.ts';
import type { App, Drop, Recipe, RuntimePlan } from '../recipe.ts';
import { runtimeBases } from '../runtime-bases.ts';
import { compiledProgram, isOwn, saysOf } from './compiled.ts';

const sourceFile = /\.(?:rs|proto|toml)$|^Cargo\.lock$|^rust-toolchain$/;
const manifest =
  /^(?:Cargo\.toml|Cargo\.lock|build\.rs|rust-toolchain(?:\.toml)?|clippy\.toml|rustfmt\.toml|deny\.toml)$/;
const cargoHome = /\/(?:registry|git)\/(?:src|checkouts)\/|\/target\//;

/** Programs that Rust compiled: of cargo's target folders what cargo hands out, and what is no source. */
export const rust: Recipe = {
  kind: 'rust',
  plan: (app) => {
    const { image, entrypoint } = app;
    const program = compiledProgram(app, 'rust');
    if (program === null) return null;
    if (!isOwn(app, program.node)) {
      if (!/\/cargo$/.test(program.path)) return null;
      const words = entrypoint.runs.slice(0, 3).join(' ');
      return `containers run ${words}, and compile whenever they start: build the program with cargo build --release, and run that`;
    }
    const needed = neededNodes(app);
    const projects = projectFolders(image, /^Cargo\.toml$/, cargoHome);
    return {
      what: 'the Rust program',
      bases: runtimeBases(app, 'binary'),
      drops: [...cargoDrops(app, needed), ...projects.flatMap((root) => projectDrops(app, root, needed))],
      keepOnly: targetFolders(app, projects, needed),
      prunes: [],
      evidence: [saysOf(program, 'Rust'), `${image.tree.size(program.node)} bytes`],
      breaksIf: 'the program calls tools that only the larger base has, or reads its own sources',
    };
  },
};

/** What cargo and rustup keep for themselves. */
function cargoDrops({ image }: App, needed: ReadonlySet<PathNode>): Drop[] {
  const { tree } = image;
  const homes = ['/usr/local/cargo', '/root/.cargo', '/cargo'].map((path) => tree.at(path));
  const parts = homes
    .filter((home) => home !== noNode)
    .flatMap((home) =>
      [
        'registry',
        'git',
        '.crates.toml',
        '.crates2.json',
        '.package-cache',
        '.package-cache-mutate',
        '.global-cache',
        'env',
      ].map((name) => tree.child(home, name)),
    );
  const toolchains = ['/usr/local/rustup', '/root/.rustup'].map((path) => tree.at(path));
  return [...parts, ...toolchains]
    .filter((node) => node !== noNode && !needed.has(node))
    .map((node) => ({ node, why: 'of cargo itself' }));
}

function projectDrops(app: App, root: PathNode, needed: ReadonlySet<PathNode>): Drop[] {
  const { tree } = app.image;
  if (root === 0) return [];
  // A program may read settings of that kind: only in folders of nothing but sources they are none.
  const drops = dropsOfProject(app, root, needed, { isSource: (name) => sourceFile.test(name) });
  return drops.filter(({ node }) => {
    const name = tree.name(node);
    return tree.isDirectory(node) ? hasRust(app, node) : !name.endsWith('.toml') || manifest.test(name);
  });
}

function hasRust({ image: { tree } }: App, folder: PathNode): boolean {
  return [...tree.below(folder)].some((node) => /\.(?:rs|proto)$/.test(tree.name(node)));
}

/** Of `target` only the programs and libraries at the top of a profile: all else is there to build faster again. */
function targetFolders(
  { image }: App,
  projects: readonly PathNode[],
  needed: ReadonlySet<PathNode>,
): NonNullable<RuntimePlan['keepOnly']> {
  const { tree, native } = image;
  return projects.flatMap((root) => {
    const target = tree.child(root, 'target');
    if (target === noNode || tree.child(target, 'CACHEDIR.TAG') === noNode) return [];
    const keep = new Set<PathNode>();
    for (const node of tree.below(target)) {
      const folder = tree.parent(node);
      const isHandedOut =
        needed.has(folder) && native?.at(node) != null && !/\/(?:deps|build)$/.test(tree.path(folder));
      if ((needed.has(node) && !tree.isDirectory(node)) || isHandedOut) keep.add(node);
    }
    return [{ below: target, keep: [...keep] }];
  });
}
