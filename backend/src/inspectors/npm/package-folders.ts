import { noNode, type PathNode } from '../../image/merge.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { Problem } from '../inspector.ts';
import { below, folderRole, inModules, inPackage, outside } from './folder-role.ts';
import { type Manifest, manifestReader } from './manifest.ts';

/** A folder with a package.json that makes it a package or a project. */
export interface PackageFolder {
  readonly folder: PathNode;
  readonly manifestNode: PathNode;
  readonly manifest: Manifest;
  /** The node_modules that it is installed in; -1 for a project, which others are installed for. */
  readonly modules: PathNode;
}

export interface PackageFolders {
  readonly found: readonly PackageFolder[];
  /** By path node: the place in `found` of the innermost package around it, or -1. */
  readonly ownerOf: Int32Array;
  /** By folder: the node_modules in it that node looks into, or -1. */
  readonly modulesOf: Int32Array;
  readonly problems: readonly Problem[];
}

const none = -1;

const unseen = 'its bytes are stored under another name first, where they were not read';

/** Where Debian keeps packages, as in a node_modules that is everywhere in reach (Debian's nodejs policy). */
export const debianModules = ['/usr/share/nodejs', '/usr/lib/nodejs'];

/** What is there is read by people only, as the package.json of an example. */
const documentation = '/usr/share/doc';

/** A project there is one file, not all that is below: `COPY package.json .` without a WORKDIR leads to the first. */
const sharedFolders = ['/', '/etc', '/home', '/lib', '/mnt', '/opt', '/root', '/srv', '/tmp', '/usr', '/usr/lib']
  .concat(['/usr/local', '/usr/local/lib', '/usr/local/share', '/usr/share', '/usr/src', '/var', '/var/lib'])
  .toSorted();

/**
 * Which folders are packages, and whose each path is: the innermost package's around it. A package.json outside of any
 * node_modules is a project's, or says only how the files beside it are to be loaded.
 */
export function findPackageFolders(image: InspectedImage): PackageFolders {
  const { tree } = image;
  const { paths } = tree.merged;
  const manifests = manifestsByFolder(image);
  const found: PackageFolder[] = [];
  const problems: Problem[] = [];
  const ownerOf = new Int32Array(paths.count).fill(none);
  const modulesOf = new Int32Array(paths.count).fill(noNode);
  /** By path: the innermost installed package around it, or -1. */
  const installedIn = new Int32Array(paths.count).fill(noNode);
  const roles = new Uint8Array(paths.count);
  const documentationAt = tree.at(documentation);
  const debianAt = new Set(debianModules.map((path) => tree.at(path)));
  const sharedAt = new Set(sharedFolders.map((path) => tree.at(path)));
  const inShared: number[] = [];

  // A path's number is larger than its parent's, so what is around a path is known before it.
  for (let node = 0; node < paths.count; node++) {
    const parent = tree.parent(node);
    ownerOf[node] = ownerOf[parent] ?? none;
    installedIn[node] = installedIn[parent] ?? noNode;
    const installed = installedIn[node] ?? noNode;
    if (tree.isSymlink(node) && tree.name(node) === 'node_modules')
      modulesOf[parent] = tree.resolve('node_modules', parent);
    if (!tree.isDirectory(node)) continue;

    const reachable = installed === noNode || installed === parent;
    const role = debianAt.has(node) ? inModules : folderRole(tree.name(node), roles[parent] ?? outside, reachable);
    roles[node] = node === documentationAt ? below : role;
    if (role === inModules) modulesOf[parent] = node;

    const at = manifests.get(node);
    if (at === undefined && role === inPackage && tree.isFile(tree.child(node, 'package.json'))) {
      problems.push({ path: `${tree.path(node)}/package.json`, why: unseen });
    }
    if (at === undefined || (role !== inPackage && (role !== outside || installed !== noNode))) continue;
    if (role === inPackage) installedIn[node] = node;
    const { manifest } = at;
    if (manifest === null) {
      problems.push({ path: tree.path(at.node), why: at.why });
      ownerOf[node] = none;
      continue;
    }
    if (role === outside && !isProject(manifest, tree.child(node, 'node_modules') !== noNode)) continue;
    const modules = role === outside ? noNode : roles[parent] === inModules ? parent : tree.parent(parent);
    if (sharedAt.has(node)) inShared.push(found.length);
    else ownerOf[node] = found.length;
    found.push({ folder: node, manifestNode: at.node, manifest, modules });
  }
  for (const place of inShared) ownerOf[found[place]?.manifestNode ?? 0] = place;
  return { found, ownerOf, modulesOf, problems };
}

interface FoundManifest {
  readonly node: PathNode;
  /** Null where it cannot be read, for the reason `why`. */
  readonly manifest: Manifest | null;
  readonly why: string;
}

function manifestsByFolder(image: InspectedImage): ReadonlyMap<PathNode, FoundManifest> {
  const { tree } = image;
  const manifests = new Map<PathNode, FoundManifest>();
  for (const { node, reading } of image.livePaths(manifestReader)) {
    if (tree.name(node) !== 'package.json') continue;
    const read = reading.state === 'read';
    manifests.set(tree.parent(node), {
      node,
      manifest: read ? reading.value : null,
      why: read ? '' : reading.why,
    });
  }
  return manifests;
}

/** What has no name and version of its own, nor asks for packages, speaks of files only: `{"type": "module"}`. */
function isProject(manifest: Manifest, hasModules: boolean): boolean {
  if (manifest.name !== null && manifest.version !== null) return true;
  const { dependencies, optionalDependencies, peerDependencies, devDependencies } = manifest;
  return hasModules || [dependencies, optionalDependencies, peerDependencies, devDependencies].flat().length > 0;
}
