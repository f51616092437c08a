import { Unreadable, wholeFileReader } from '../../readings/file-reader.ts';
import { isObject, type JsonObject, objectAt, parseJsonObject } from '../../readings/json.ts';

/** Which of the packages that npm locked it takes for development's; paths from the project: `node_modules/a`. */
export interface Locked {
  readonly development: readonly string[];
  readonly others: readonly string[];
}

const maxBytes = 32 << 20;
const maxPackages = 50_000;
const maxDepth = 32;

/**
 * npm's lock files, all versions: the one that npm leaves in node_modules speaks of what is installed. Of yarn's and
 * pnpm's nothing is read, as they do not say what is development's: the tree and the package.json do.
 */
export const lockReader = wholeFileReader({
  id: 'npm/lock',
  version: 1,
  files: { names: ['.package-lock.json', 'package-lock.json', 'npm-shrinkwrap.json'] },
  maxBytes,
  read: (bytes): Locked => {
    const json = parseJsonObject(bytes);
    const locked = { development: [], others: [] };
    if (isObject(json.packages)) addPackages(json.packages, locked);
    else addNested(json, '', 0, locked);
    return locked;
  },
});

interface Collected {
  readonly development: string[];
  readonly others: string[];
}

/** Versions 2 and 3: `packages` by path; the project itself has the empty one. */
function addPackages(packages: JsonObject, locked: Collected): void {
  for (const [path, entry] of Object.entries(packages)) {
    if (path !== '' && isObject(entry) && entry.link !== true) add(path, entry, locked);
  }
}

/** Version 1: `dependencies` in `dependencies`. */
function addNested(within: JsonObject, folder: string, depth: number, locked: Collected): void {
  if (depth > maxDepth) throw new Unreadable(`dependencies in dependencies, deeper than the ${maxDepth} that are read`);
  for (const [name, entry] of Object.entries(objectAt(within, 'dependencies'))) {
    if (!isObject(entry)) continue;
    const path = `${folder}node_modules/${name}`;
    add(path, entry, locked);
    addNested(entry, `${path}/`, depth + 1, locked);
  }
}

function add(path: string, entry: JsonObject, { development, others }: Collected): void {
  if (development.length + others.length === maxPackages) {
    throw new Unreadable(`more than the ${maxPackages} packages that are read`);
  }
  if (path.length <= 4_096) (entry.dev === true ? development : others).push(path);
}
