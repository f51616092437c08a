import type { Entry } from '../../image/entries.ts';
import type { PathNode } from '../../image/merge.ts';
import type { App, RuntimePlan } from './recipe.ts';

/** Rules whose findings a last stage never needs: caches, leftovers of tools, what a context brought along. */
const neverNeeded: ReadonlySet<string> = new Set([
  'version-control-copied',
  'editor-files-copied',
  'coverage-reports-copied',
  'core-dumps-left-behind',
  'crash-dumps-left-behind',
  'shell-history-left-behind',
  'javascript-build-caches-kept',
  'node-gyp-headers-left-behind',
  'addon-build-files-kept',
  'python-tool-caches-left-behind',
]);

/** Which paths stay behind: what the recipe drops, and what no program needs. */
export function droppedBy({ image, subject }: App, { drops, keepOnly = [] }: RuntimePlan): (node: PathNode) => boolean {
  const { tree, ownFrom } = image;
  const ofPackages = layersOfPackages(subject);
  const nodes = new Set(drops.map(({ node }) => node));
  const left = new Set<Entry>();
  for (const { finding, files: found, partialBytes } of image.findings) {
    const isCache = finding.group === 'waste' && /-left-behind$/.test(finding.rule);
    if (!isCache && !neverNeeded.has(finding.rule)) continue;
    for (const entry of found) if (!partialBytes.has(entry)) left.add(entry);
  }
  const keep = new Set<PathNode>();
  const only = new Set<PathNode>();
  for (const one of keepOnly) {
    only.add(one.below);
    for (const node of one.keep) for (let at = node; at !== one.below && at !== 0; at = tree.parent(at)) keep.add(at);
  }
  const kept = new Set(keepOnly.flatMap((one) => one.keep));
  return (node) => {
    if (nodes.has(node)) return true;
    const inode = tree.inode(node);
    if (inode !== -1 && left.has(inode)) return true;
    if (ofPackages.has(tree.layer(node)) && (!tree.isDirectory(node) || tree.children(node).next().done)) return true;
    if (tree.name(node) === '__pycache__' && tree.isDirectory(node) && isOfOthers(image, node, ownFrom ?? 0))
      return true;
    if (only.size === 0 || node === 0) return false;
    const parent = tree.parent(node);
    // A child of such a folder, or of a folder on the way to what is kept, that is not on that way itself.
    const isBeside = only.has(parent) || (keep.has(parent) && !kept.has(parent));
    return isBeside && !keep.has(node);
  };
}

const onlyInstall: ReadonlySet<string> = new Set([
  'apk',
  'apt',
  'apt-get',
  'dnf',
  'dpkg',
  'ldconfig',
  'microdnf',
  'rm',
  'true',
  'update-ca-certificates',
  'yum',
]);

/** What RUNs that only install packages made is made again where these are installed: caches of fonts, links, settings. */
function layersOfPackages(subject: App['subject']): ReadonlySet<number> {
  const layers = new Set<number>();
  for (const instruction of subject.result?.instructions ?? []) {
    if (instruction.name !== 'RUN') continue;
    const commands = subject.commands(instruction);
    if (commands.length === 0 || !commands.every(({ name }) => onlyInstall.has(name))) continue;
    for (const layer of subject.layersOf(instruction)) layers.add(layer);
  }
  return layers;
}

/** Whether the modules beside a folder of bytecode came with the base or with a package: so does the bytecode, or it is made anew. */
function isOfOthers({ tree, catalog }: App['image'], folder: PathNode, ownFrom: number): boolean {
  for (const node of tree.children(tree.parent(folder))) {
    if (tree.isDirectory(node) || tree.layer(node) < ownFrom) continue;
    const manager = catalog.ownerOf(node)?.manager;
    if (manager !== 'dpkg' && manager !== 'apk' && manager !== 'rpm') return false;
  }
  return true;
}

/** What the commands at the end of the build stage take away: it is in the folders that are copied, and not copied. */
export function prunedBy({ prunes }: RuntimePlan): ReadonlySet<Entry> {
  const files = new Set<Entry>();
  for (const { removes } of prunes) for (const entry of removes) files.add(entry);
  return files;
}
