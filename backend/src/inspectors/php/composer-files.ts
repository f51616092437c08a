import { Unreadable, wholeFileReader } from '../../readings/file-reader.ts';
import {
  isObject,
  type JsonObject,
  listAt,
  objectAt,
  parseJson,
  parseJsonObject,
  textAt,
} from '../../readings/json.ts';

/** A package as composer installed it. */
export interface ComposerPackage {
  readonly name: string;
  readonly version: string;
  /** Names; also of PHP itself and its extensions. */
  readonly requires: readonly string[];
  /** Names that it stands for beside its own. */
  readonly provides: readonly string[];
  /** From the folder of the file: `../monolog/monolog`. Null for a package without files. */
  readonly installPath: string | null;
  /** Null where composer was too old to say. */
  readonly isDevelopment: boolean | null;
}

const maxPackages = 20_000;
const maxNames = 5_000;

/** `vendor/composer/installed.json`: a list in version 1, an object since. */
export const installedReader = wholeFileReader({
  id: 'php/installed',
  version: 1,
  files: { names: ['installed.json'], where: ({ path }) => path.endsWith('/composer/installed.json') },
  maxBytes: 32 << 20,
  read: (bytes): readonly ComposerPackage[] => {
    const json = parseJson(bytes);
    const list = Array.isArray(json) ? json : isObject(json) ? listAt(json, 'packages') : null;
    if (list === null) throw new Unreadable('it has no list of packages');
    if (list.length > maxPackages)
      throw new Unreadable(`${list.length} packages, more than the ${maxPackages} that are read`);
    const names =
      isObject(json) && Array.isArray(json['dev-package-names']) ? new Set(json['dev-package-names']) : null;
    return list.flatMap((one) => (isObject(one) ? (packageOf(one, names) ?? []) : []));
  },
});

function packageOf(json: JsonObject, development: ReadonlySet<unknown> | null): ComposerPackage | null {
  const name = textAt(json, 'name', 400)?.toLowerCase();
  if (name === undefined || !/^[^/]+\/[^/]+$/.test(name)) return null;
  const path = textAt(json, 'install-path', 4_096);
  return {
    name,
    version: textAt(json, 'version', 256) ?? '',
    requires: namesAt(json, 'require'),
    provides: [...namesAt(json, 'provide'), ...namesAt(json, 'replace')],
    installPath: 'install-path' in json ? path : `../${name}`,
    isDevelopment: development === null ? null : development.has(name),
  };
}

export interface ComposerProject {
  readonly requires: readonly string[];
  readonly requiresForDevelopment: readonly string[];
}

/** `composer.json` of projects; those of packages say nothing that is not in the file above. */
export const projectReader = wholeFileReader({
  id: 'php/project',
  version: 1,
  files: { names: ['composer.json'], where: ({ path }) => !path.includes('/vendor/') },
  maxBytes: 2 << 20,
  read: (bytes): ComposerProject => {
    const json = parseJsonObject(bytes);
    return { requires: namesAt(json, 'require'), requiresForDevelopment: namesAt(json, 'require-dev') };
  },
});

function namesAt(json: JsonObject, key: string): string[] {
  const names = Object.keys(objectAt(json, key));
  if (names.length > maxNames)
    throw new Unreadable(`${key} has ${names.length} names, more than the ${maxNames} that are read`);
  return names.map((name) => name.toLowerCase());
}
