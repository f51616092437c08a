import { Unreadable, wholeFileReader } from '../../readings/file-reader.ts';
import { objectAt, parseJsonObject, textAt } from '../../readings/json.ts';
import { parseRequiresTxt } from './requirement.ts';

const maxBytes = 1 << 20;
const inRecord = /\.(?:dist-info|egg-info)\/[^/]+$|\.egg\/EGG-INFO\/[^/]+$/;
const isInRecord = ({ path }: { readonly path: string }) => inRecord.test(path);

/** Lines of `INSTALLER`: `pip`. */
export const installerReader = wholeFileReader({
  id: 'python/installer',
  version: 1,
  files: { names: ['INSTALLER'], where: isInRecord },
  maxBytes: 4 << 10,
  read: (bytes) => bytes.toString('utf8').trim(),
});

/** Modules and packages that a distribution brings: `top_level.txt` of setuptools. */
export const topLevelReader = wholeFileReader({
  id: 'python/top-level',
  version: 1,
  files: { names: ['top_level.txt'], where: isInRecord },
  maxBytes,
  read: (bytes) =>
    bytes
      .toString('utf8', 0, 256 << 10)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && line.length < 256 && !line.includes('..')),
});

export const requiresReader = wholeFileReader({
  id: 'python/requires',
  version: 1,
  files: { names: ['requires.txt'], where: isInRecord },
  maxBytes,
  read: (bytes) => parseRequiresTxt(bytes.toString('utf8')),
});

/** Where a distribution was installed from, if not by its name (direct URL data structure). */
export const directUrlReader = wholeFileReader({
  id: 'python/direct-url',
  version: 1,
  files: { names: ['direct_url.json'], where: isInRecord },
  maxBytes,
  read: (bytes) => {
    const json = parseJsonObject(bytes);
    const url = textAt(json, 'url', 2_000);
    if (url === null) throw new Unreadable('it has no url');
    // Credentials may stand in it.
    return { url: url.replace(/\/\/[^/@]*@/, '//'), editable: objectAt(json, 'dir_info').editable === true };
  },
});

export interface VirtualEnvironment {
  /** Whether the packages of the Python that it was made with are seen, too. */
  readonly seesSystem: boolean;
}

/** `pyvenv.cfg` at the top of a virtual environment (PEP 405). */
export const pyvenvReader = wholeFileReader({
  id: 'python/pyvenv',
  version: 1,
  files: { names: ['pyvenv.cfg'] },
  maxBytes: 64 << 10,
  read: (bytes): VirtualEnvironment => ({
    seesSystem: /^\s*include-system-site-packages\s*=\s*true\s*$/im.test(bytes.toString('utf8')),
  }),
});

/** The folder that a package is developed in, as setuptools links to it. */
export const eggLinkReader = wholeFileReader({
  id: 'python/egg-link',
  version: 1,
  files: { extensions: ['.egg-link'] },
  maxBytes: 16 << 10,
  read: (bytes) => bytes.toString('utf8').split('\n')[0]?.trim() ?? '',
});
