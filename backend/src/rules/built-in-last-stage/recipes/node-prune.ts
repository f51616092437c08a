import type { Entry } from '../../../image/entries.ts';
import { noNode, type PathNode } from '../../../image/merge.ts';
import type { CatalogedPackage } from '../../../inspectors/package-catalog.ts';
import type { ImageEvidence } from '../../evidence.ts';
import { namedPrograms } from '../named-programs.ts';
import type { App, Prune } from '../recipe.ts';

/** Whether npm was told to take what does not fit together: it must be told again. */
const leniency = ['--legacy-peer-deps', '--force'];

/** How the project's own package manager takes the development packages away; a sentence where it cannot; null where there are none. */
export function pruneOf(app: App, root: PathNode): Prune | string | null {
  const { image } = app;
  const { tree, findings } = image;
  const finding = findings.find((one) => one.finding.id === 'development-packages-installed#npm');
  if (finding === undefined) return null;
  const below = `${tree.path(root)}/node_modules/`;
  const removes = new Set<Entry>(
    [...finding.files].filter((entry) => tree.path(tree.firstPath(entry)).startsWith(below)),
  );
  if (removes.size === 0) return null;
  const used = developmentPackageThatRuns(app, root);
  if (used !== null)
    return `${used.name} is for development only, yet containers run it: all packages of the project are kept.`;
  const command = pruneCommand(app, root);
  if (typeof command !== 'string') return command.why;
  const count = finding.finding.packages.length;
  return { command, removes, why: `${count}${count === 200 ? ' and more' : ''} packages are for development only` };
}

/** One that the command names by its program (`tsx`), or that node loads first (`-r ts-node/register`). */
export function developmentPackageThatRuns({ image, entrypoint }: App, root: PathNode): CatalogedPackage | null {
  const { tree, catalog } = image;
  const folder = tree.child(root, 'node_modules');
  if (folder === noNode) return null;
  const paths = [...(entrypoint.script === null ? [] : [entrypoint.script]), ...entrypoint.closure.files];
  const words = [
    ...entrypoint.runs,
    ...(image.config.config?.Env ?? []).filter((one) => one.startsWith('NODE_OPTIONS=')),
  ].flatMap((word) => word.split(/[\s=]+/));
  const nodes = [
    ...paths.map((path) => tree.resolve(path)),
    ...[...namedPrograms(image)].map((name) => tree.resolve(`.bin/${name}`, folder)),
    ...words
      .map((word) => /^(?:@[^/]+\/)?[^/@][^/]*/.exec(word)?.[0] ?? '')
      .filter((name) => name !== '' && !name.startsWith('.'))
      .map((name) => manifestOf(tree, tree.resolve(name, folder))),
  ];
  for (const node of nodes) {
    const owner = node === noNode ? null : catalog.ownerOf(node);
    if (owner?.manager === 'npm' && owner.wanted === 'development') return owner;
  }
  return null;
}

function manifestOf(tree: ImageEvidence['tree'], folder: PathNode): PathNode {
  return folder === noNode ? noNode : tree.child(folder, 'package.json');
}

function pruneCommand({ subject, image }: App, root: PathNode): string | { readonly why: string } {
  const { tree } = image;
  const has = (name: string) => tree.child(root, name) !== noNode;
  const cannot = (why: string) => ({ why: `Development packages are kept: ${why}.` });
  if (has('pnpm-lock.yaml')) {
    if (hasWorkspaces(image, root)) return cannot('pnpm takes them away in single projects only, not in workspaces');
    return 'CI=true pnpm prune --prod';
  }
  if (has('.yarnrc.yml') || has('.yarn')) {
    const major = yarnMajor(image, root);
    if (major === null || major < 4) return cannot('this version of Yarn needs a plug-in to take them away');
    return 'yarn workspaces focus --all --production';
  }
  if (has('yarn.lock')) return 'yarn install --production --frozen-lockfile --ignore-scripts --prefer-offline';
  if (has('bun.lock') || has('bun.lockb')) return cannot('Bun has no command that takes them away');
  const commands = (subject.result?.instructions ?? []).flatMap((one) => subject.commands(one));
  const flags = leniency.filter((flag) => commands.some(({ name, args }) => name === 'npm' && args.includes(flag)));
  const major = nodeMajor(image);
  const omit = major !== null && major < 16 ? '--production' : '--omit=dev';
  return ['npm prune', omit, ...flags].join(' ');
}

/** Packages of the project itself are links that lead out of node_modules. */
function hasWorkspaces({ tree }: ImageEvidence, root: PathNode): boolean {
  for (const child of tree.children(root)) {
    if (!tree.isDirectory(child) || tree.name(child) === 'node_modules') continue;
    for (const one of tree.children(child)) {
      if (
        tree.isDirectory(one) &&
        tree.child(one, 'package.json') !== noNode &&
        tree.child(one, 'node_modules') !== noNode
      )
        return true;
    }
    if (tree.child(child, 'package.json') !== noNode && tree.child(child, 'node_modules') !== noNode) return true;
  }
  return false;
}

/** Of the release that the project has with it. */
function yarnMajor({ tree }: ImageEvidence, root: PathNode): number | null {
  const releases = tree.resolve('.yarn/releases', root);
  if (releases === noNode) return null;
  for (const node of tree.children(releases)) {
    const [, major] = /^yarn-(\d+)\./.exec(tree.name(node)) ?? [];
    if (major !== undefined) return Number(major);
  }
  return null;
}

function nodeMajor({ facts }: ImageEvidence): number | null {
  const runtimes = facts.runtimes.state === 'known' ? facts.runtimes.value : [];
  const version = runtimes.find(({ kind }) => kind === 'node')?.version;
  return version ? Number(version.split('.')[0]) : null;
}

/**
 * npm lists in a hidden file what is installed: it gets shorter with that, by about as much.
 * @returns what it gets shorter by; none where npm keeps no such list
 */
export function listShrinks({ image: { tree, catalog } }: App, root: PathNode): { file: Entry; bytes: number }[] {
  const folder = tree.child(root, 'node_modules');
  const list = folder === noNode ? noNode : tree.child(folder, '.package-lock.json');
  if (list === noNode || !tree.isFile(list)) return [];
  const below = `${tree.path(folder)}/`;
  const packages = catalog.of('npm').filter(({ path }) => path?.startsWith(below));
  const going = packages.filter(({ wanted }) => wanted === 'development');
  if (packages.length === 0) return [];
  return [{ file: tree.inode(list), bytes: Math.round((tree.size(list) * going.length) / packages.length) }];
}
