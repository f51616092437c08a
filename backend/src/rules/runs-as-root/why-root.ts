import { noEntry } from '../../image/entries.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { Entrypoint } from '../../inspection-answers.ts';
import { isWithin } from '../copied-paths.ts';
import type { ImageEvidence } from '../evidence.ts';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Whose a folder is that the image's own layers made; null for root's, and for those of the base. */
export function ownerOfFolder({ tree, model, ownFrom }: ImageEvidence, folder: string): Owner | null {
  const node = folder === '/' ? noNode : tree.at(folder);
  const entry = node === noNode || !tree.isDirectory(node) ? noEntry : tree.entry(node);
  const { entries } = model.merged;
  if (entry === noEntry || entries.layer(entry) < (ownFrom ?? Number.POSITIVE_INFINITY)) return null;
  const owner = { uid: entries.uid(entry), gid: entries.gid(entry) };
  return owner.uid === 0 ? null : owner;
}

/** Become another user, or wait for signals as root: who has one means it. */
const droppers = ['gosu', 'su-exec', 's6-setuidgid', 'chpst'].flatMap((name) =>
  ['/usr/local/bin', '/usr/bin', '/usr/sbin', '/sbin', '/bin', '/command'].map((folder) => `${folder}/${name}`),
);
/** What installers keep for themselves in root's home. */
const ofInstallers = /^\/root\/(?:\.npm|\.node-gyp|\.wget-hsts|\.cache\/(?:pip|node-gyp|go-build)|\.bash|\.profile)/;

/** What another user than root could not do, as far as the image shows it; null where it shows nothing. */
export function whyRootIsNeeded(
  image: ImageEvidence,
  entrypoint: Entrypoint,
  folder: string,
  { uid }: Owner,
): string | null {
  const { tree, config } = image;
  const { besides, unresolved, steps, exposedPorts } = entrypoint;
  const dropper = droppers.find((path) => tree.resolve(path) !== noNode);
  if (dropper !== undefined) return `${dropper} is there, so what starts it may become another user itself`;
  if (unresolved !== null) return unresolved;
  const beside = besides.find(({ path, says }) => says === 'becomes another user' || !isOfBase(image, path));
  if (beside !== undefined) return `what starts it ${beside.says}`;
  const script = steps.find(({ kind, path }) => kind === 'script' && !isOfBase(image, path));
  if (script !== undefined) return `${script.path ?? script.word} may do what only root may`;
  const low = exposedPorts.find((port) => Number.parseInt(port, 10) < 1024);
  if (low !== undefined) return `it listens at ${low}, which not every system lets others do`;
  const volume = Object.keys(config.config?.Volumes ?? {}).find((path) => !isOwned(image, tree.resolve(path), uid));
  if (volume !== undefined) return `the volume ${volume} is root's`;
  return whyNotOthers(image, folder, uid);
}

/** Entrypoints that come with a base are made for any user. */
function isOfBase({ tree, ownFrom }: ImageEvidence, path: string | null): boolean {
  const node = path === null ? noNode : tree.resolve(path);
  return node !== noNode && tree.layer(node) < (ownFrom ?? 0);
}

/** Of the image's own: folders to write to that are root's, and files that only root may read. */
function whyNotOthers(image: ImageEvidence, folder: string, uid: number): string | null {
  const { tree, ownFrom } = image;
  for (const node of tree.below(0)) {
    if (tree.layer(node) < (ownFrom ?? 0) || isOwned(image, node, uid)) continue;
    const path = tree.path(node);
    if (tree.isDirectory(node)) {
      if (path !== folder && isWithin(path, folder)) return `${path} in it is root's`;
      const isEmpty = [...tree.children(node)].length === 0 && (tree.mode(node) & 0o002) === 0;
      if (isEmpty && /^\/(?!usr\/|lib|etc\/|var\/(?:lib\/(?:apt|dpkg)|cache|log|spool))/.test(path)) {
        return `${path} is an empty folder of root's, to which it may write`;
      }
    } else if (tree.isFile(node) && tree.size(node) > 0) {
      if (isWithin(path, '/root') && !ofInstallers.test(path)) return `${path} is in root's home`;
      if ((tree.mode(node) & 0o004) === 0 && isWithin(path, folder)) return `only root may read ${path}`;
    }
  }
  return null;
}

function isOwned({ tree, model }: ImageEvidence, node: PathNode, uid: number): boolean {
  const entry = node === noNode ? noEntry : tree.entry(node);
  return entry !== noEntry && model.merged.entries.uid(entry) === uid;
}
