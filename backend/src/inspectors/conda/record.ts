import { Unreadable, wholeFileReader } from '../../readings/file-reader.ts';
import { isObject, listAt, objectAt, parseJsonObject, textAt } from '../../readings/json.ts';

/** What conda, mamba and pixi write down of a package that they installed: `conda-meta/<name>-<version>-<build>.json`. */
export interface CondaRecord {
  readonly name: string;
  readonly version: string;
  readonly build: string;
  /** From the prefix, in one piece, a line each. */
  readonly files: string;
  /** Names. */
  readonly depends: readonly string[];
  readonly channel: string | null;
  /** What a person asked for, that led to it; null where it came for others. */
  readonly requested: string | null;
}

const maxBytes = 48 << 20;
const maxFiles = 200_000;
const maxDepends = 5_000;

export const condaReader = wholeFileReader({
  id: 'conda/record',
  version: 1,
  files: { extensions: ['.json'], where: ({ path }) => /\/conda-meta\/[^/]+\.json$/.test(path) },
  maxBytes,
  read: (bytes): CondaRecord => {
    const json = parseJsonObject(bytes);
    const name = textAt(json, 'name', 400);
    if (name === null || name === '') throw new Unreadable('it has no name');
    const listed = listAt(json, 'files');
    const files = listed.length > 0 ? listed : listAt(objectAt(json, 'paths_data'), 'paths').map(pathOf);
    if (files.length > maxFiles) throw new Unreadable(`${files.length} files, more than the ${maxFiles} that are read`);
    const depends = listAt(json, 'depends');
    if (depends.length > maxDepends) {
      throw new Unreadable(`${depends.length} dependencies, more than the ${maxDepends} that are read`);
    }
    const requested = [textAt(json, 'requested_spec'), ...listAt(json, 'requested_specs')].find(isSpec);
    return {
      name,
      version: textAt(json, 'version', 256) ?? '',
      build: textAt(json, 'build', 256) ?? '',
      files: files.filter((path) => typeof path === 'string' && path !== '' && !path.includes('\n')).join('\n'),
      depends: depends.flatMap((spec) => nameIn(spec) ?? []),
      channel: textAt(json, 'channel', 2_000),
      requested: requested ?? null,
    };
  },
});

function pathOf(entry: unknown): unknown {
  return isObject(entry) ? entry._path : null;
}

/** Old versions wrote `None` for what nobody asked for. */
function isSpec(spec: unknown): spec is string {
  return typeof spec === 'string' && spec !== '' && spec !== 'None' && spec.length < 1_000;
}

/** `python` of `python >=3.13,<3.14.0a0` and of `conda-forge::python[version='3.13']`. */
function nameIn(spec: unknown): string | null {
  if (typeof spec !== 'string' || spec.length > 1_000) return null;
  return /^(?:[^\s:]*::)?([A-Za-z0-9_][\w.-]*)/.exec(spec)?.[1]?.toLowerCase() ?? null;
}
