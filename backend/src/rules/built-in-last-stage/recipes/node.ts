import type { Entry } from '../../../image/entries.ts';
import { noNode, type PathNode } from '../../../image/merge.ts';
import type { App, Drop, Prune, Recipe } from '../recipe.ts';
import { runtimeBases } from '../runtime-bases.ts';

/** What only compilers and bundlers read. */
const sourceFile = /\.(?:[cm]?tsx?|jsx|vue|svelte|s[ac]ss|less|snap)$|\.(?:test|spec)\.[cm]?js$/;
const testFolder = /^(?:tests?|__tests__|e2e|cypress|spec)$/;

/** Programs that Node.js runs: the built program with its production dependencies. */
export const node: Recipe = {
  kind: 'node',
  plan: (app) => {
    const { entrypoint, image } = app;
    if (entrypoint.runtime !== 'node') return null;
    const { tree } = image;
    const script = entrypoint.script === null ? noNode : tree.resolve(entrypoint.script);
    if (script === noNode) return 'it is not known which script Node.js runs';
    const root = projectFolder(app, script);
    if (root === null) return `no package.json is above ${entrypoint.script}`;
    const pruned = pruneOf(app, root);
    if (typeof pruned === 'string') return pruned;
    const path = tree.path(root);
    return {
      what: 'the Node.js program',
      bases: runtimeBases(app, 'node'),
      drops: sourcesBelow(app, root, script),
      prunes: pruned === null ? [] : [pruned],
      evidence: [
        `containers run node ${entrypoint.script}`,
        ...(pruned === null ? [] : [pruned.why]),
        `${path} is kept with all that is not known to be for development only`,
      ],
      breaksIf: 'the program calls tools that only the larger base has, or reads its own sources',
    };
  },
};

/** The nearest folder above the script that has a manifest, and is the image's own. */
function projectFolder({ image }: App, script: PathNode): PathNode | null {
  const { tree } = image;
  for (let node = tree.parent(script); node !== 0; node = tree.parent(node)) {
    if (tree.child(node, 'package.json') !== noNode && !tree.path(node).includes('/node_modules/')) return node;
  }
  return null;
}

/** How the project's own package manager takes the development packages away; null where there are none. */
function pruneOf({ image, entrypoint }: App, root: PathNode): Prune | string | null {
  const { tree, findings, catalog } = image;
  const finding = findings.find((one) => one.finding.id === 'development-packages-installed#npm');
  if (finding === undefined) return null;
  const below = `${tree.path(root)}/node_modules/`;
  const removes = new Set<Entry>(
    [...finding.files].filter((entry) => tree.path(tree.firstPath(entry)).startsWith(below)),
  );
  if (removes.size === 0) return null;
  const script = catalog.ownerOf(tree.resolve(entrypoint.script ?? ''));
  if (script?.wanted === 'development')
    return `containers run ${script.name}, which the project asks for in development only`;
  const has = (name: string) => tree.child(root, name) !== noNode;
  const packages = `${finding.finding.packages.length}${finding.finding.packages.length === 200 ? ' and more' : ''} packages are for development only`;
  const command = pruneCommand(has, nodeMajor(image));
  return { command, removes, why: packages };
}

function pruneCommand(has: (name: string) => boolean, major: number | null): string {
  if (has('pnpm-lock.yaml')) return 'CI=true pnpm prune --prod';
  if (has('yarn.lock')) return 'yarn install --production --frozen-lockfile --ignore-scripts --prefer-offline';
  return major !== null && major < 16 ? 'npm prune --production' : 'npm prune --omit=dev';
}

function nodeMajor({ facts }: App['image']): number | null {
  const runtimes = facts.runtimes.state === 'known' ? facts.runtimes.value : [];
  const version = runtimes.find(({ kind }) => kind === 'node')?.version;
  return version ? Number(version.split('.')[0]) : null;
}

/** Folders at the top of the project with nothing but sources that were compiled, or tests. */
function sourcesBelow({ image }: App, root: PathNode, script: PathNode): Drop[] {
  const { tree } = image;
  const onTheWay = new Set<PathNode>();
  for (let node = script; node !== 0; node = tree.parent(node)) onTheWay.add(node);
  const drops: Drop[] = [];
  for (const child of tree.children(root)) {
    const name = tree.name(child);
    if (!tree.isDirectory(child) || onTheWay.has(child) || name === 'node_modules') continue;
    const files = [...tree.below(child)].filter((node) => tree.isFile(node));
    if (files.length === 0) continue;
    if (files.every((node) => sourceFile.test(tree.name(node))))
      drops.push({ node: child, why: 'only sources that are compiled' });
    else if (testFolder.test(name)) drops.push({ node: child, why: 'tests' });
  }
  return drops;
}
