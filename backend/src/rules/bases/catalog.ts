import { readImageReference } from '../../dockerfile/image-reference.ts';
import type { BaseProfile } from '../base-profile.ts';
import {
  debian13Libraries,
  debianLibraries,
  debianPackages,
  debianPrograms,
  packagesOfBuildpack,
  programsOfBuildpack,
  symbolsOf,
} from './catalog-contents.ts';
import { distrolessProfile } from './catalog-distroless.ts';
import { knownSizes, sizesOf } from './catalog-sizes.ts';
import { debianVersions, type OfficialImage, officialImage, ubuntuVersions } from './official-image.ts';

type System = NonNullable<BaseProfile['system']>;

const defaultPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * What is written down here of a base that the engine does not have; null for one of which nothing is. Sizes are
 * approximations with a wide range, and what is not certain is null.
 */
export function catalogProfile(reference: string): BaseProfile | null {
  const read = readImageReference(reference);
  if (typeof read === 'string') return null;
  if (read.domain === 'gcr.io' && read.path.startsWith('distroless/')) return distrolessProfile(read);
  const image = officialImage(read);
  if (image === null || image.tag.systemKind === 'windows') return null;
  const key = image.family.id === 'dotnet' ? image.name.slice(image.name.lastIndexOf('/') + 1) : image.family.id;
  const size = knownSizes.get(key)?.find(({ tags }) => tags.test(read.tag ?? 'latest'));
  if (size === undefined) return null;
  const system = systemOf(image);
  const manager = managerOf(image, system);
  const isChiseled = image.tag.system?.includes('chiseled') ?? false;
  return {
    reference,
    from: 'catalog',
    ...sizesOf(size),
    system,
    libc: system?.id === 'alpine' || image.tag.systemKind === 'alpine' ? 'musl' : 'glibc',
    manager: isChiseled ? null : manager,
    hasPackage: (name) => hasPackage(image, system, name),
    hasPath: (path) => hasPath(image, system, path),
    hasLibrary: (name) => hasLibrary(system, isChiseled, name),
    symbols: (family) => symbolsOf(system, family),
    config: configOf(image),
    exposure: null,
  };
}

/** What the tag says; null where it leaves the system to the publisher, who changes it every two years. */
function systemOf({ family, name, tag }: OfficialImage): System | null {
  const { words, system, systemKind } = tag;
  const [version = null] = words;
  if (system !== null && systemKind === 'debian') return { id: 'debian', version: debianVersions.get(system) ?? null };
  if (system !== null && systemKind === 'ubuntu') return { id: 'ubuntu', version: ubuntuVersions.get(system) ?? null };
  if (systemKind === 'alpine') return { id: 'alpine', version: /\d+\.\d+/.exec(system ?? '')?.[0] ?? null };
  switch (family.id) {
    case 'ubi':
    case 'ubi-minimal':
    case 'ubi-micro':
      return { id: 'rhel', version: /ubi(\d+)/.exec(name)?.[1] ?? null };
    case 'centos':
      return { id: 'centos', version: /\d+/.exec(system ?? '')?.[0] ?? null };
    case 'oraclelinux':
      return { id: 'ol', version };
    case 'debian':
      return { id: 'debian', version: /^\d+/.exec(version ?? '')?.[0] ?? null };
    case 'ubuntu':
    case 'alpine':
      return { id: family.id, version: /^\d+\.\d+/.exec(version ?? '')?.[0] ?? null };
    case 'rockylinux':
      return { id: 'rocky', version };
    case 'almalinux':
    case 'fedora':
      return { id: family.id, version };
    case 'fedora-minimal':
      return { id: 'fedora', version };
    default:
      return null;
  }
}

/** Families without a system in the tag are Debian's, or Ubuntu's: both have dpkg. */
function managerOf({ family, tag }: OfficialImage, system: System | null): BaseProfile['manager'] {
  if (family.id === 'ubi-micro') return null;
  if (tag.systemKind === 'alpine' || system?.id === 'alpine') return 'apk';
  if (tag.systemKind === 'redhat' || tag.systemKind === 'amazon' || family.id === 'amazoncorretto') return 'rpm';
  if (family.of === 'system' && !['debian', 'ubuntu'].includes(family.id)) return 'rpm';
  return tag.systemKind === 'other' ? null : 'dpkg';
}

/** Debian or Ubuntu without the tools of buildpack-deps. */
function isLean({ family, tag }: OfficialImage, system: System | null): boolean {
  return tag.isSlim || (system !== null && (family.id === 'debian' || family.id === 'ubuntu'));
}

function isMinimal({ family, tag }: OfficialImage): boolean {
  if (family.id === 'ubi-minimal') return true;
  if (family.id === 'oraclelinux') return tag.isSlim;
  return ['centos', 'rockylinux', 'almalinux'].includes(family.id) && (tag.text?.endsWith('minimal') ?? false);
}

/** Compilers' slim variants have the compiler that they link with. */
function alsoHas({ family }: OfficialImage, name: string): false | null {
  return family.of === 'compiler' || (family.of === 'ruby' && name !== 'git') ? null : false;
}

function hasPackage(image: OfficialImage, system: System | null, name: string): boolean | null {
  if (image.tag.system?.includes('chiseled')) return null;
  const isDebian = image.tag.isSlim || system?.id === 'debian' || system?.id === 'ubuntu';
  if (isDebian && debianPackages.has(name)) return true;
  return isLean(image, system) && packagesOfBuildpack.has(name) ? alsoHas(image, name) : null;
}

function hasPath(image: OfficialImage, system: System | null, path: string): boolean | null {
  const [, name] = /^\/(?:usr\/)?s?bin\/([^/]+)$/.exec(path) ?? [];
  if (name === undefined || image.tag.system?.includes('chiseled')) return null;
  const isDebian = image.tag.isSlim || system?.id === 'debian' || system?.id === 'ubuntu';
  if (isDebian && debianPrograms.includes(name)) return true;
  // Minimal systems of Red Hat's kind have a smaller package manager; what Fedora's has changed with version 41.
  if (isMinimal(image) && /^(?:dnf|yum|microdnf)$/.test(name)) return name === 'microdnf';
  if (isLean(image, system) && programsOfBuildpack.includes(name)) return alsoHas(image, name);
  return name === 'sh' && image.family.id !== 'ubi-micro' ? true : null;
}

function hasLibrary(system: System | null, isChiseled: boolean, name: string): boolean | null {
  if (isChiseled || (system?.id !== 'debian' && system?.id !== 'ubuntu')) return null;
  if (debianLibraries.includes(name)) return true;
  return system.id === 'debian' && Number(system.version) >= 13 && debian13Libraries.includes(name) ? true : null;
}

/** As far as rules rely on it: variables that only tell a version are not written down. */
function configOf({ family }: OfficialImage): BaseProfile['config'] {
  const config = (entrypoint: readonly string[], cmd: readonly string[], path = defaultPath) => ({
    user: '',
    workingDir: '',
    entrypoint,
    cmd,
    env: [path],
    onbuild: [],
  });
  switch (family.id) {
    case 'debian':
      return config([], ['bash']);
    case 'ubuntu':
      return config([], ['/bin/bash']);
    case 'alpine':
      return config([], ['/bin/sh']);
    case 'node':
      return config(['docker-entrypoint.sh'], ['node']);
    case 'python':
      return config([], ['python3'], defaultPath.replace('PATH=', 'PATH=/usr/local/bin:'));
    case 'nginx':
      return config(['/docker-entrypoint.sh'], ['nginx', '-g', 'daemon off;']);
    case 'eclipse-temurin':
      return config(['/__cacert_entrypoint.sh'], [], defaultPath.replace('PATH=', 'PATH=/opt/java/openjdk/bin:'));
    default:
      return null;
  }
}
