import { noNode, type PathNode } from '../../../image/merge.ts';
import { namedPrograms } from '../named-programs.ts';
import type { App, Drop, Recipe } from '../recipe.ts';
import { runtimeBases } from '../runtime-bases.ts';
import { isOfSystem } from './distribution-runtime.ts';
import { globalTools } from './node-globals.ts';
import { developmentPackageThatRuns, listShrinks, pruneOf } from './node-prune.ts';

/** What only compilers and bundlers read. */
const sourceFile = /\.(?:[cm]?tsx?|jsx|vue|svelte|s[ac]ss|less|snap)$|\.(?:test|spec)\.[cm]?js$/;
const testFolder = /^(?:tests?|__tests__|e2e|cypress|spec)$/;

/** node-gyp is written in Python. */
const ofNodeGyp = /^python(?:2|3|-is-python3)?(?:-minimal|-distutils|-setuptools)?$/;

/** Programs that Node.js runs: the built program with its production dependencies. */
export const node: Recipe = {
  kind: 'node',
  plan: (app) => {
    const { entrypoint, image } = app;
    if (entrypoint.runtime !== 'node') return null;
    const { tree } = image;
    if (entrypoint.program === null) return 'it is not known which Node.js runs';
    const script = entrypoint.script === null ? noNode : tree.resolve(entrypoint.script);
    const root = projectFolder(app, script);
    if (root !== null && tree.child(root, '.pnp.cjs') !== noNode)
      return "Yarn's Plug'n'Play runs packages from Yarn's caches, of which it is not known what is needed";
    const pruned = root === null ? null : pruneOf(app, root);
    const hasPrune = pruned !== null && typeof pruned !== 'string';
    const interpreter = tree.resolve(entrypoint.program);
    const isOfBase = tree.layer(interpreter) < (image.ownFrom ?? 0);
    return {
      what: 'the Node.js program',
      bases: runtimeBases(app, isOfBase || isOfSystem(image, interpreter) ? 'node' : 'binary'),
      drops: [...(root === null ? [] : sourcesBelow(app, root, script)), ...globalTools(image)],
      prunes: hasPrune ? [pruned] : [],
      ...(hasPrune && root !== null && { shrinks: listShrinks(app, root) }),
      ...(compilesAddOns(app) && { buildPackages: ofNodeGyp }),
      evidence: [
        `containers run node${entrypoint.script === null ? '' : ` ${entrypoint.script}`}`,
        ...(hasPrune ? [pruned.why] : []),
        ...(root === null ? [] : [`${tree.path(root)} is kept with all that is not known to be for development only`]),
      ],
      breaksIf: 'the program calls tools that only the larger base has, or reads its own sources',
      notes: [...(typeof pruned === 'string' ? [pruned] : []), ...(root === null ? [] : nextNote(app, root))],
    };
  },
};

/** Whether the Dockerfile installs compilers, and containers do not run Python themselves. */
function compilesAddOns({ subject, image }: App): boolean {
  const named = namedPrograms(image);
  const commands = (subject.result?.instructions ?? []).flatMap((one) => subject.commands(one));
  const compilers = ['build-essential', 'build-base', 'g++', 'gcc-c++'];
  return (
    commands.some(({ args }) => compilers.some((name) => args.includes(name))) &&
    ![...named].some((name) => /^python[\d.]*$/.test(name))
  );
}

/**
 * The nearest folder above the script, or above where containers start, that has a manifest; above that of a package of
 * several the one that has the lock file.
 */
function projectFolder({ image, workingDir }: App, script: PathNode): PathNode | null {
  const { tree } = image;
  const above = (from: PathNode, name: string): PathNode | null => {
    for (let node = from; node > 0; node = tree.parent(node)) {
      if (tree.child(node, name) !== noNode && !tree.path(node).includes('/node_modules/')) return node;
    }
    return null;
  };
  const nearest =
    (script === noNode ? null : above(tree.parent(script), 'package.json')) ?? above(workingDir, 'package.json');
  if (nearest === null) return null;
  const locks = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'npm-shrinkwrap.json'];
  const locked = locks.map((name) => above(nearest, name)).filter((node) => node !== null);
  return locked.toSorted((a, b) => tree.path(b).length - tree.path(a).length)[0] ?? nearest;
}

/** Folders at the top of the project with nothing but sources that were compiled, or tests. */
function sourcesBelow(app: App, root: PathNode, script: PathNode): Drop[] {
  const { tree } = app.image;
  // Sources that are compiled while the program runs.
  if (script === noNode || sourceFile.test(tree.name(script)) || developmentPackageThatRuns(app, root) !== null)
    return [];
  const compilers =
    /^(?:ts-node|tsx|jiti|@swc-node|sucrase|esbuild-register|tsconfig-paths|@babel\/(?:node|register))(?:\/|$)/;
  if (app.entrypoint.runs.some((word) => compilers.test(word.replace(/^.*node_modules\//, '')))) return [];
  const onTheWay = new Set<PathNode>();
  for (let node = script; node > 0; node = tree.parent(node)) onTheWay.add(node);
  const drops: Drop[] = [];
  for (const child of tree.children(root)) {
    const name = tree.name(child);
    if (!tree.isDirectory(child) || onTheWay.has(child) || name === 'node_modules') continue;
    const files = [...tree.below(child)].filter((node) => !tree.isDirectory(node));
    if (files.length === 0) continue;
    if (files.every((node) => sourceFile.test(tree.name(node))))
      drops.push({ node: child, why: 'only sources that are compiled' });
    else if (testFolder.test(name)) drops.push({ node: child, why: 'tests' });
  }
  return drops;
}

/** Next.js that is started by its own command has all its packages beside it. */
function nextNote({ image, entrypoint }: App, root: PathNode): string[] {
  const { tree } = image;
  if (tree.resolve('.next/BUILD_ID', root) === noNode || !/\/node_modules\/next\//.test(entrypoint.script ?? ''))
    return [];
  return [
    "With output: 'standalone' in its configuration Next.js copies only the packages that it needs: the last stage would be lighter still.",
  ];
}
