import { noNode, type PathNode } from '../../image/merge.ts';
import type { Entrypoint } from '../../inspection-answers.ts';
import { compareVersions } from '../../inspectors/elf/symbol-families.ts';
import type { BaseProfile } from '../base-profile.ts';
import { bytesOfEntries, type ImageEvidence } from '../evidence.ts';
import type { ChosenBase, CopiedFile } from './base-choice.ts';
import type { StageFiles } from './stage-files.ts';
import { type SystemNeeds, systemNeedsOf } from './system-needs.ts';

/** Nothing at all; the builder sets PATH, as it does for each image without one. */
export const scratch: BaseProfile = {
  reference: 'scratch',
  from: 'catalog',
  stored: { bytes: 0, low: 0, high: 0 },
  compressed: { bytes: 0, low: 0, high: 0 },
  system: null,
  libc: 'none',
  manager: null,
  hasPackage: () => false,
  hasPath: () => false,
  hasLibrary: () => false,
  symbols: () => null,
  config: {
    user: '',
    workingDir: '/',
    entrypoint: [],
    cmd: [],
    env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    onbuild: [],
  },
  exposure: { packages: new Set(), setuidFiles: [], shells: [] },
};

/** More than that, and an image that has them is easier to keep. */
const maxLibraries = 16;
/** Older ones look for users and languages in files that nothing names. */
const firstAlone = '2.35';
const bundle = '/etc/ssl/certs/ca-certificates.crt';
const otherRoots: readonly string[] = [
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];
const zoneFolder = '/usr/share/zoneinfo';
const goZones = '/usr/local/go/lib/time/zoneinfo.zip';
/** Go takes the first of them. */
const typeFiles: readonly string[] = ['/usr/share/mime/globs2', '/etc/mime.types'];

/** @returns why programs need more than what can be copied to an empty image */
export function chooseScratch(
  image: ImageEvidence,
  { native: own }: StageFiles,
  entrypoint: Entrypoint,
  asked: { readonly roots: boolean; readonly zones: boolean },
): ChosenBase | string {
  const { tree, native } = image;
  const needs = native?.needsOf(own);
  if (needs === undefined || own.length === 0) return 'what its program needs is not known';
  const [unsure] = needs.unsure;
  if (unsure !== undefined) return `${tree.path(unsure)} could not be read whole`;
  const [missing] = needs.missing;
  if (missing !== undefined) return `${tree.path(missing.neededBy)} names ${missing.name}, which is not there`;
  if (needs.libraries.length > maxLibraries) return `its programs need ${needs.libraries.length} libraries`;
  const named = byNameOpened(image, own, needs.libraries);
  const loaderFiles = new Set(needs.loaders.map((path) => tree.resolve(path)));
  // Libraries name the loader, too: it is there already under the name by which programs start it.
  const libraries = [...needs.libraries.filter(({ file }) => !loaderFiles.has(file)), ...named];
  const system = systemNeedsOf(
    image,
    own,
    libraries.map(({ file }) => file),
  );
  if (typeof system === 'string') return system;
  const isGlibc = libraries.some(({ name }) => name === 'libc.so.6');
  const glibc = native?.defined.find(([family]) => family === 'GLIBC')?.[1] ?? '0';
  if (isGlibc && compareVersions(glibc, firstAlone) < 0) {
    return `the C library ${glibc} looks for users and languages in files that nothing names`;
  }
  const wanted = { ...system, roots: system.roots || asked.roots, zones: system.zones || asked.zones };
  const copied = copiedFiles(image, own, wanted);
  if (typeof copied === 'string') return copied;
  if (system.temporary && entrypoint.uid !== 0) return 'its program may write to /tmp, as a user who is not root';
  const loaders = needs.loaders.flatMap((path): CopiedFile[] => {
    const node = tree.resolve(path);
    return node === noNode ? [] : [{ path, node }];
  });
  if (loaders.length < needs.loaders.length) return `${needs.loaders.join(', ')} is not there`;
  const files = [...loaders, ...copied.files];
  return {
    base: scratch,
    libraries,
    files,
    needs: wanted,
    variables: copied.variables,
    bytes: bytesOfEntries(
      image,
      [...libraries.map(({ file }) => file), ...files.map(({ node }) => node)].map((node) => tree.inode(node)),
    ),
  };
}

/** glibc opens it by its name when a thread ends early; it lies beside the C library. */
function byNameOpened(
  { tree, native }: ImageEvidence,
  own: readonly PathNode[],
  libraries: ChosenBase['libraries'],
): ChosenBase['libraries'] {
  const name = 'libgcc_s.so.1';
  const c = libraries.find((one) => one.name === 'libc.so.6')?.file;
  const file = c === undefined ? noNode : tree.resolve(name, tree.parent(c));
  if (file === noNode || libraries.some((one) => one.name === name)) return [];
  const neededBy = own.find((node) => {
    const calls = native?.at(node)?.calls;
    return calls?.state === 'known' && calls.value.some((one) => one === 'pthread_exit' || one === 'pthread_cancel');
  });
  return neededBy === undefined ? [] : [{ name, file, neededBy }];
}

/** What of the system goes along, where the image has it: what is not there today nobody misses. */
function copiedFiles(
  { tree, native, config }: ImageEvidence,
  own: readonly PathNode[],
  needs: SystemNeeds,
): { files: CopiedFile[]; variables: string[] } | string {
  const at = (path: string): CopiedFile[] => {
    const node = tree.resolve(path);
    return node !== noNode && tree.isFile(node) ? [{ path, node }] : [];
  };
  const files: CopiedFile[] = [];
  const variables: string[] = [];
  if (needs.roots) {
    files.push(...at(bundle));
    const other = otherRoots.find((path) => at(path).length > 0);
    if (files.length === 0 && other !== undefined) return `its program may trust those in ${other}`;
  }
  const zone = (config.config?.Env ?? []).find((one) => /^TZ=(?!(?:Etc\/)?UTC$|$)/.test(one));
  const hasZones = [...tree.children(Math.max(tree.resolve(zoneFolder), 0))].length > 0 && tree.resolve(zoneFolder) > 0;
  if (zone !== undefined && hasZones) return `${zone} needs the time zones of the system`;
  if (needs.zones) {
    const [zones] = at(goZones);
    const isGo = own.every((node) => native?.at(node)?.language === 'go');
    if (isGo && zones !== undefined) {
      files.push(zones);
      variables.push(`ZONEINFO=${goZones}`);
    } else if (hasZones) return 'its program asks for time zones by name';
  }
  if (needs.types) files.push(...(typeFiles.map(at).find((found) => found.length > 0) ?? []));
  return { files, variables };
}
