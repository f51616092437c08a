import { Unreadable, wholeFileReader } from '../../readings/file-reader.ts';
import { type JsonObject, objectAt, parseJsonObject, textAt } from '../../readings/json.ts';

/** What a package.json says that the tree of packages is told from. */
export interface Manifest {
  readonly name: string | null;
  readonly version: string | null;
  /** Names only: which version answers is told by the tree. */
  readonly dependencies: readonly string[];
  readonly optionalDependencies: readonly string[];
  readonly peerDependencies: readonly string[];
  /** Peers that need not be there (`peerDependenciesMeta`). */
  readonly optionalPeers: readonly string[];
  readonly devDependencies: readonly string[];
}

const maxBytes = 4 << 20;
const maxNames = 10_000;

/**
 * Where pnpm keeps files by their hash. What is linked into node_modules from there often comes first in a layer under
 * that name, and as package.json without content.
 */
const pnpmStore = /\/v\d+\/files\/[0-9a-f]{2}\/[0-9a-f]{60,}(?:-exec)?$/;

export const manifestReader = wholeFileReader({
  id: 'npm/manifest',
  version: 1,
  files: {
    names: ['package.json'],
    magic: ['{'],
    where: ({ path, name, size }) => name === 'package.json' || (size <= maxBytes && pnpmStore.test(path)),
  },
  maxBytes,
  read: (bytes): Manifest => manifestOf(parseJsonObject(bytes)),
});

/** @throws Unreadable */
function manifestOf(json: JsonObject): Manifest {
  const peerDependencies = namesAt(json, 'peerDependencies');
  const peersMeta = objectAt(json, 'peerDependenciesMeta');
  return {
    name: textAt(json, 'name', 400),
    version: textAt(json, 'version', 256),
    dependencies: namesAt(json, 'dependencies'),
    optionalDependencies: namesAt(json, 'optionalDependencies'),
    peerDependencies,
    optionalPeers: peerDependencies.filter((name) => objectAt(peersMeta, name).optional === true),
    devDependencies: namesAt(json, 'devDependencies'),
  };
}

function namesAt(json: JsonObject, key: string): string[] {
  const names = Object.keys(objectAt(json, key));
  if (names.length > maxNames)
    throw new Unreadable(`${key} has ${names.length} names, more than the ${maxNames} that are read`);
  return names.filter((name) => packageName.test(name));
}

/** As a folder in node_modules can be called: one name, or a scope and a name. Dots alone would lead out of it. */
const packageName = /^(?:@[^/\\]{1,214}\/)?(?!\.{1,2}$)[^/\\]{1,214}$/;
