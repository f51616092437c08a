import type { FinalTree } from '../../image/final-tree.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import { fileHeadReader } from '../../readings/file-reader.ts';
import { filesBelow } from '../files-below.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { FoundRuntime } from '../inspector.ts';

/** What perl's build wrote down about itself. */
interface PerlConfig {
  readonly version: string;
  /** Absolute folders: of what was compiled, and of the rest of the standard library. */
  readonly archlib: string;
  readonly privlib: string;
  readonly scriptdir: string;
}

/** `Config.pm` as perl's `configpm` writes it; other modules of that name are none of perl's own. */
export const configReader = fileHeadReader({
  id: 'runtimes/perl-config',
  version: 1,
  files: { names: ['Config.pm'], where: ({ path }) => path.includes('perl') },
  maxBytes: 64 << 10,
  read: (bytes): PerlConfig | null => {
    const text = bytes.toString('utf8');
    if (!text.startsWith('# This file was created by configpm when Perl was built.')) return null;
    const value = (name: string) => new RegExp(`^ {4}${name} => '([^'\\n]{1,500})',$`, 'm').exec(text)?.[1];
    const version = value('version');
    if (version === undefined || !/^\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(version)) return null;
    return {
      version,
      archlib: value('archlibexp') ?? '',
      privlib: value('privlibexp') ?? '',
      scriptdir: value('scriptdir') ?? '',
    };
  },
});

/** Modules that were installed later lie among the standard ones in some distributions. */
const installedLater = new Set(['site_perl', 'vendor_perl']);

/** Each may name the same large folders. */
const maxCopies = 16;

/** Debian splits one perl into a small part, whose `Config.pm` says the same, and the rest. */
export function perlRuntimes(image: InspectedImage): FoundRuntime[] {
  const { tree } = image;
  const found = new Map<string, { config: PerlConfig; configs: PathNode[] }>();
  for (const { node, reading } of image.live(configReader)) {
    if (reading.state === 'unread' || reading.value === null) continue;
    const config = reading.value;
    const key = JSON.stringify(config);
    const same = found.get(key) ?? { config, configs: [] };
    found.set(key, same);
    same.configs.push(node);
  }
  return [...found.values()].slice(0, maxCopies).map(({ config, configs }) => {
    const { version, archlib, privlib, scriptdir } = config;
    const libraries = new Set([
      ...configs.map((node) => tree.parent(node)),
      folderAt(tree, archlib),
      folderAt(tree, privlib),
    ]);
    const programs = ['perl', `perl${version}`].flatMap((name) => filesBelow(tree, `${scriptdir}/${name}`));
    const path = programs.length > 0 ? tree.path(programs[0] ?? 0) : archlib;
    return {
      kind: 'perl',
      version,
      path,
      files: [
        ...programs,
        ...[...libraries].flatMap((folder) => libraryFiles(tree, folder)),
        ...sharedLibraries(tree, folderAt(tree, archlib), version),
      ],
      evidence: configs.map((node) => ({ path: tree.path(node), says: `version => '${version}'` })),
    };
  });
}

/** -1 for a folder that is not perl's alone. */
function folderAt(tree: FinalTree, path: string): PathNode {
  return path.includes('/perl') ? tree.resolve(path) : noNode;
}

function libraryFiles(tree: FinalTree, folder: PathNode): PathNode[] {
  if (folder === noNode) return [];
  return [...tree.children(folder)].flatMap((child) =>
    installedLater.has(tree.name(child)) ? [] : filesBelow(tree, tree.name(child), folder),
  );
}

/** `libperl.so.5.40.1` of Debian, above its `perl/5.40.1`. */
function sharedLibraries(tree: FinalTree, archlib: PathNode, version: string): PathNode[] {
  if (archlib === noNode) return [];
  const start = `libperl.so.${version.split('.').slice(0, 2).join('.')}`;
  const around = tree.parent(tree.parent(archlib));
  return [...tree.children(around)].filter((node) => tree.isFile(node) && tree.name(node).startsWith(start));
}
