import { noNode, type PathNode } from '../../image/merge.ts';
import type { InspectedImage } from '../inspected-image.ts';
import { pyvenvReader } from './small-files.ts';

/** A folder that a Python imports from. */
export interface Site {
  readonly folder: PathNode;
  /** The top of the installation that it is part of: what is installed there lies below. The folder itself where it is of none. */
  readonly prefix: PathNode;
  /** `3.13`; null where the folder does not say. */
  readonly pythonVersion: string | null;
  /** Sites of one group see each other. */
  readonly group: string;
  /** Whether it sees those of the Python that is installed, too; virtual environments mostly do not. */
  readonly seesAll: boolean;
  /** Whether others may see it: what is in a virtual environment is of no use outside. */
  readonly isSeen: boolean;
}

/** `<prefix>/lib/python3.13/site-packages`; Debian's packages are in `/usr/lib/python3/dist-packages` for every Python 3. */
const layout = /^((?:\/.*)?)\/lib\w*\/(?:python|pypy)(\d(?:\.\d{1,3})?)\w?\/(site-packages|dist-packages)$/;

export function siteAt(image: InspectedImage, folder: PathNode): Site {
  const { tree } = image;
  const path = tree.path(folder);
  const [, top, version = '', kind] = layout.exec(path) ?? [];
  if (top === undefined) {
    return { folder, prefix: folder, pythonVersion: null, group: path, seesAll: false, isSeen: false };
  }
  const prefix = tree.parent(tree.parent(tree.parent(folder)));
  const pythonVersion = version.includes('.') ? version : null;
  const config = tree.child(prefix, 'pyvenv.cfg');
  if (config !== noNode) {
    const reading = image.reading(pyvenvReader, config);
    const seesAll = reading?.state === 'read' && reading.value.seesSystem;
    return { folder, prefix, pythonVersion, group: top, seesAll, isSeen: false };
  }
  const isUsers = tree.name(prefix) === '.local';
  return {
    folder,
    prefix,
    pythonVersion,
    group: kind === 'dist-packages' ? kind : top,
    seesAll: isUsers,
    isSeen: true,
  };
}

/** Where installers unpack what they install later, or elsewhere: nothing imports from there. */
export function isCache({ tree }: InspectedImage, path: string): boolean {
  if (/\/(?:\.cache|archive-v\d+)\//.test(`${path}/`)) return true;
  const conda = /^(.*\/pkgs\/[^/]+)\/(?:lib\/python[^/]+\/)?site-packages$/.exec(path)?.[1];
  return conda !== undefined && tree.at(`${conda}/info/index.json`) !== noNode;
}
