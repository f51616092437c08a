import { noNode, type PathNode } from '../../image/merge.ts';
import type { InspectedImage } from '../inspected-image.ts';

export const shellNames: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'dash',
  'ash',
  'zsh',
  'ksh',
  'mksh',
  'fish',
  'csh',
  'tcsh',
  'rbash',
  'hush',
  'busybox',
  'toybox',
  'pwsh',
]);
const managers = new Set([
  ...['apt', 'apt-get', 'dpkg', 'apk', 'dnf', 'dnf5', 'microdnf', 'yum', 'rpm', 'zypper', 'pacman', 'tdnf', 'opkg'],
  ...['npm', 'yarn', 'pnpm', 'pip', 'pip3', 'uv', 'poetry', 'conda', 'mamba', 'micromamba', 'gem', 'bundle'],
  ...['composer', 'cargo', 'mvn', 'gradle', 'nuget'],
]);
const usualFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin', '/busybox'];
const executable = 0o111;

/** A program by one of its paths. */
export interface Tool {
  readonly path: string;
  /** The file that its links lead to. */
  readonly node: PathNode;
}

export interface Tools {
  readonly shells: readonly Tool[];
  readonly packageManagers: readonly Tool[];
}

/** Programs where a shell would find them, by every name that they have there. */
export function toolsOf(image: InspectedImage): Tools {
  const { tree } = image;
  const folders = new Set([...pathOf(image), ...usualFolders].map((path) => tree.resolve(path)));
  folders.delete(noNode);
  const within = (names: ReadonlySet<string>): Tool[] =>
    [...folders].flatMap((folder) =>
      [...names].flatMap((name) => {
        const child = tree.child(folder, name);
        const node = child === noNode ? noNode : tree.resolve(name, folder);
        const isProgram = node !== noNode && tree.isFile(node) && (tree.mode(node) & executable) !== 0;
        return isProgram ? [{ path: tree.path(child), node }] : [];
      }),
    );
  return { shells: within(shellNames), packageManagers: within(managers) };
}

/** Folders of the configured PATH; more than 100 are nobody's. */
function pathOf({ config }: InspectedImage): string[] {
  const line = config.config?.Env?.find((variable) => variable.startsWith('PATH='));
  const folders = line?.slice('PATH='.length).split(':', 100) ?? [];
  return folders.filter((folder) => folder.startsWith('/'));
}
