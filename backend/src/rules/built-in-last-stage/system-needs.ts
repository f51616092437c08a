import { joinPieces } from '../../dockerfile/joined-line.ts';
import { plainCommands } from '../../dockerfile/lint/plain-commands.ts';
import { readScript } from '../../dockerfile/shell/read-script.ts';
import type { Entry } from '../../image/entries.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import { isBuildTool } from '../../inspectors/waste/build-tools.ts';
import type { BaseProfile } from '../base-profile.ts';
import { installCommands } from '../bases/install-commands.ts';
import { neededPackages, programNamed } from '../bases/needed-packages.ts';
import { bytesOfEntries } from '../evidence.ts';
import type { AddedBytes } from '../rule.ts';
import type { KeptFiles } from './kept-files.ts';
import { localeFiles } from './locales.ts';
import type { App, RuntimePlan } from './recipe.ts';
import { trustedRoots } from './trusted-roots.ts';

/** What the new stage needs of the system beside its own files. */
export interface SystemNeeds {
  /** Shell commands that install packages. */
  readonly commands: readonly string[];
  /** Files that no package has: where they come from, and the folder they go to. */
  readonly copies: readonly { readonly path: string; readonly to: string }[];
  /** Shell commands that must come after all is copied. */
  readonly afterCopies: readonly string[];
  /** The files of `copies`. */
  readonly files: ReadonlySet<Entry>;
  readonly bytes: AddedBytes;
  readonly evidence: readonly string[];
  readonly notes: readonly string[];
}

/** Where the loader of glibc looks only by its cache. */
const cachedFolder = /^\/usr\/local\/lib(?:64)?(?:\/[^/]+-linux-gnu)?$/;

/** @returns a sentence where the base cannot give what is needed */
export function systemNeeds(app: App, plan: RuntimePlan, kept: KeptFiles, base: BaseProfile): SystemNeeds | string {
  const { image } = app;
  const { tree } = image;
  const left = new Set(plan.replaced ?? []);
  const asked = askedPackages(app, plan);
  const roots = trustedRoots(image, kept, base);
  const needed = neededPackages(
    image,
    {
      nodes: [...kept.nodes, ...(plan.loads ?? [])],
      files: usedFiles(app).filter(({ node }) => !left.has(node)),
      packages: eachOnce([...(plan.packages ?? []), ...asked.kept, ...roots.packages]),
    },
    base,
  );
  if (needed.unfit !== null) return needed.unfit;
  const copies = needed.copies.map(({ path }) => {
    const folder = path.slice(0, path.lastIndexOf('/'));
    // Of a compiler's own folders the loader of another system knows nothing.
    return { path, to: cachedFolder.test(folder) ? '/usr/local/lib/' : `${folder}/` };
  });
  const files = new Set(needed.copies.map(({ node }) => tree.inode(node)));
  const locales = localeFiles(image, kept, base);
  for (const path of [...roots.copies, ...locales]) {
    const node = tree.resolve(path);
    for (const one of [node, ...tree.below(node)]) if (tree.isFile(one)) files.add(tree.inode(one));
  }
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
  const names = needed.packages.map(({ name }) => name);
  return {
    commands: installCommands(base, names),
    copies: [
      ...copies,
      ...roots.copies.map((path) => ({ path, to: folderOf(path) })),
      ...locales.map((path) => ({ path, to: tree.isDirectory(tree.resolve(path)) ? path : folderOf(path) })),
    ],
    afterCopies: [...cacheOfLoader(app, kept, base, copies), ...roots.afterCopies],
    files,
    bytes: needed.bytes,
    evidence: [...needed.packages.map(({ name, why }) => `${name}: ${why}`), ...needed.copies.map(({ why }) => why)],
    notes:
      asked.left.length === 0 ? [] : [`Only the build stage has ${asked.left.join(', ')}: they look like build tools.`],
  };
}

function eachOnce<T extends { readonly name: string }>(packages: readonly T[]): T[] {
  return [...new Map(packages.toReversed().map((one) => [one.name, one])).values()].reverse();
}

/** Files of packages and of the old base that starting, scripts and the health check run. */
export function usedFiles({ image, entrypoint }: Pick<App, 'image' | 'entrypoint'>): { node: PathNode; why: string }[] {
  const { tree, native } = image;
  const used: { node: PathNode; why: string }[] = [];
  for (const path of entrypoint.closure.files) {
    const node = tree.resolve(path);
    // Libraries come with what needs them.
    const isLibrary = native?.at(node)?.kind === 'shared-library';
    if (node !== noNode && !isLibrary) used.push({ node, why: 'containers start with it' });
  }
  const programs = [
    ...entrypoint.shellRuns.map((name) => ({ name, why: `a script on the way runs ${name}` })),
    ...healthPrograms(entrypoint.healthCheck).map((name) => ({ name, why: `the health check runs ${name}` })),
  ];
  for (const { name, why } of programs) {
    const node = programNamed(image, name);
    if (node !== null) used.push({ node, why });
  }
  return used;
}

function healthPrograms(test: readonly string[] | null): string[] {
  const [kind, first = ''] = test ?? [];
  if (kind === 'CMD') return [first];
  if (kind !== 'CMD-SHELL') return [];
  const read = readScript(joinPieces(first, [{ start: 0, end: first.length }]));
  return read.kind === 'commands' ? plainCommands(read.script).map(({ name }) => name) : [];
}

/** Bring things into an image: where a RUN runs them, that was what they were installed for. */
const fetchTools =
  /^(?:curl|wget|git|git-lfs|gnupg2?|gpg|dirmngr|unzip|zip|bzip2|xz-utils|xz|tar|gzip|lsb-release|apt-transport-https|apt-utils|software-properties-common|ca-certificates|sudo|file|rsync|jq|openssh-client|openssh-client-default|yarn|nodejs|npm|maven|gradle|ant|default-jdk(?:-headless)?|openjdk-\d+-jdk(?:-headless)?)$/;
const programsOf: Readonly<Record<string, readonly string[]>> = {
  'ca-certificates': [],
  gnupg: ['gpg', 'apt-key'],
  gnupg2: ['gpg'],
  nodejs: ['node', 'npm', 'npx', 'yarn'],
  maven: ['mvn'],
  'xz-utils': ['xz', 'tar'],
  git: ['git', 'go', 'cargo', 'composer', 'bundle'],
  unzip: ['unzip', 'composer'],
  zip: ['zip', 'composer'],
};

/** Packages that the image's own lines ask for by name. What only builds stays behind, what else is needed is kept. */
function askedPackages(
  { image, subject }: App,
  { buildPackages }: RuntimePlan,
): { kept: { name: string; why: string }[]; left: string[] } {
  const runs = (subject.result?.instructions ?? []).filter(({ name }) => name === 'RUN');
  const commands = runs.flatMap((run) => subject.commands(run));
  const words = new Set(commands.flatMap(({ args }) => args.map((word) => word.replace(/[=:].*$/, ''))));
  const installers = commands.filter(({ name }) => /^(?:apt|apt-get|apk|dnf|microdnf|yum)$/.test(name));
  const installed = new Set(installers.flatMap(({ args }) => args.map((word) => word.replace(/[=:].*$/, ''))));
  const ran = new Set(commands.map(({ name }) => name.slice(name.lastIndexOf('/') + 1)));
  const kept: { name: string; why: string }[] = [];
  const left: string[] = [];
  for (const { name, manager, wanted, layer } of image.catalog.packages) {
    if (manager !== 'dpkg' && manager !== 'apk' && manager !== 'rpm') continue;
    const isOwn = layer !== null && image.ownFrom !== null && layer >= image.ownFrom;
    // Of the old base, and asked for all the same: the new one may not have it.
    // Debian's libraries with 64-bit times are found by their old names, too.
    const isIn = (names: ReadonlySet<string>) => names.has(name) || names.has(name.replace(/t64$/, ''));
    const isAsked = isOwn ? wanted !== 'dependency' && isIn(words) : isIn(installed);
    if (!isAsked) continue;
    const isFetchTool = fetchTools.test(name) && (programsOf[name] ?? [name]).some((program) => ran.has(program));
    const isVersionControl = /^(?:git|mercurial|subversion)$/.test(name);
    const isForBuilding = (isBuildTool(manager, name) && !isVersionControl) || buildPackages?.test(name);
    if (isFetchTool || isForBuilding) left.push(name);
    else if (name !== 'ca-certificates' && !/-(?:dbg|doc|src)$|^\./.test(name))
      kept.push({ name, why: 'the Dockerfile installs it, and it is no build tool' });
  }
  return { kept, left: left.sort() };
}

/** The loader finds libraries below /usr/local by a cache that is no one's own file. */
function cacheOfLoader(
  { image }: App,
  kept: KeptFiles,
  base: BaseProfile,
  copies: readonly { readonly to: string }[],
): string[] {
  if (base.libc !== 'glibc') return [];
  const { tree, native, config } = image;
  const searched = (config.config?.Env ?? []).find((one) => one.startsWith('LD_LIBRARY_PATH=')) ?? '';
  const isCached = (folder: string) => cachedFolder.test(folder) && !searched.includes(folder);
  const own = [...kept.nodes].filter((node) => isCached(tree.path(tree.parent(node))));
  const names = new Set(own.map((node) => tree.name(node)));
  const loads =
    names.size > 0 && [...kept.nodes].some((node) => native?.at(node)?.needs.some(({ library }) => names.has(library)));
  const configures = [...kept.nodes].some((node) => /^\/etc\/ld\.so\.conf\.d\//.test(tree.path(node)));
  return loads || configures || copies.some(({ to }) => to === '/usr/local/lib/') ? ['ldconfig'] : [];
}

export function bytesOfNeeds({ image }: App, { files, bytes }: SystemNeeds): number {
  return bytesOfEntries(image, files) + bytes.stored;
}
