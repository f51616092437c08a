import type { System } from '../../inspection-answers.ts';
import { debianVersions, named, type OfficialImage, officialImage, ubuntuVersions } from './official-image.ts';
import { jreTag, slimTag } from './siblings.ts';

/** What the last stage has to run. */
export interface WantedRuntime {
  readonly runtime:
    | 'node'
    | 'python'
    | 'ruby'
    | 'php'
    | 'perl'
    | 'java-jre'
    | 'dotnet-runtime'
    | 'aspnet-runtime'
    /** A program of its own with the libraries that it loads; or one without any. */
    | 'binary'
    /** Files for a web server. */
    | 'static-site';
  /** As facts tell it: `24.21.0`. Null where it is not known, or there is none. */
  readonly version: string | null;
  readonly libc: 'glibc' | 'musl' | 'none' | null;
  readonly system: Pick<System, 'id' | 'version' | 'codename'> | null;
  /** What it is built on now, as FROM has it: new bases are named the same way, from the same mirror. */
  readonly base: string | null;
}

/**
 * The smallest images with a package manager that have a runtime, of the same C library: best first, at most four. None
 * where no well-known one has that version.
 */
export function runtimeBases(wanted: WantedRuntime): string[] {
  const current = wanted.base === null ? null : officialImage(wanted.base);
  const references = [...ofSameFamily(wanted, current), ...ofRuntime(wanted, current)];
  return [...new Set(references)].filter((one) => one !== wanted.base).slice(0, 4);
}

/** The base is of that runtime already: its lighter sibling has the same version for certain. */
function ofSameFamily({ runtime, libc }: WantedRuntime, current: OfficialImage | null): string[] {
  if (current === null) return [];
  const { name, family, tag } = current;
  if (family.of === runtime) {
    if (tag.isSlim || tag.systemKind === 'alpine') return [named(current, name, tag.text ?? 'latest')];
    const slim = libc === 'musl' ? null : slimTag(current);
    return slim === null ? [] : [named(current, name, slim)];
  }
  if (family.of === 'java' && runtime === 'java-jre') {
    const jre = jreTag(current);
    if (jre !== null) return [named(current, name, jre)];
    return tag.words.includes('jre') && tag.text !== null ? [named(current, name, tag.text)] : [];
  }
  if (family.id === 'dotnet' && (runtime === 'dotnet-runtime' || runtime === 'aspnet-runtime')) {
    const image = runtime === 'aspnet-runtime' ? 'aspnet' : 'runtime';
    // A patch of the SDK (8.0.404) has no runtime of the same number.
    const version = /^\d+\.\d+/.exec(tag.words[0] ?? '')?.[0];
    const rest = [...(tag.system === null ? [] : [tag.system]), ...(tag.isSlim ? ['slim'] : [])];
    return version === undefined
      ? []
      : [named(current, `mcr.microsoft.com/dotnet/${image}`, [version, ...rest].join('-'))];
  }
  if (family.id === 'nginx' && runtime === 'static-site') return [named(current, name, tag.text ?? 'latest')];
  return [];
}

function ofRuntime(wanted: WantedRuntime, current: OfficialImage | null): string[] {
  const { runtime, version, libc } = wanted;
  const mirror = { prefix: mirrorOf(current) };
  const codename = debianCodename(wanted);
  const [major, minor] = (version ?? '').split('.');
  const short = major === undefined || minor === undefined ? null : `${major}.${minor}`;
  const slimOf = (name: string, tag: string | null, systemLast: boolean): string[] => {
    if (tag === null || tag === '') return [];
    if (libc === 'musl') return alpineTags(tag, wanted).map((one) => named(mirror, name, one));
    const exact = codename === null ? [] : [systemLast ? `${tag}-slim-${codename}` : `${tag}-${codename}-slim`];
    return [...exact, `${tag}-slim`].map((one) => named(mirror, name, one));
  };
  switch (runtime) {
    case 'node':
      return slimOf('node', major ?? null, false);
    case 'python':
      return slimOf('python', short, true);
    case 'ruby':
      return slimOf('ruby', short, true);
    case 'perl':
      return slimOf('perl', short, true);
    case 'php':
      return short === null ? [] : plainTags(`${short}-cli`, wanted, codename).map((tag) => named(mirror, 'php', tag));
    case 'java-jre': {
      // Of Java 8 the number stands second: 1.8.0.
      const feature = major === '1' ? (minor ?? '') : (major ?? '');
      if (feature === '') return [];
      const ubuntu = wanted.system?.id === 'ubuntu' ? wanted.system.codename : null;
      return plainTags(`${feature}-jre`, wanted, ubuntu).map((tag) => named(mirror, 'eclipse-temurin', tag));
    }
    case 'dotnet-runtime':
    case 'aspnet-runtime': {
      const image = `mcr.microsoft.com/dotnet/${runtime === 'aspnet-runtime' ? 'aspnet' : 'runtime'}`;
      return short === null ? [] : plainTags(short, wanted, null).map((tag) => `${image}:${tag}`);
    }
    case 'binary':
      return systemBases(wanted, current, mirror);
    case 'static-site':
      return ['stable-alpine', 'stable', '1.28', '1.26'].map((tag) => named(mirror, 'nginx', tag));
  }
}

/** The system itself, without what builds programs: a program that was linked there runs there. */
function systemBases(
  { libc, system }: WantedRuntime,
  current: OfficialImage | null,
  mirror: Pick<OfficialImage, 'prefix'>,
): string[] {
  if (libc === 'musl') {
    const version = system?.id === 'alpine' ? /^\d+\.\d+/.exec(system.version ?? '')?.[0] : undefined;
    return [named(mirror, 'alpine', version ?? 'latest')];
  }
  const codename = debianCodename({ system });
  const debian = codename === null ? undefined : debianVersions.get(codename);
  if (codename !== null && debian !== undefined) {
    const byNumber = named(mirror, 'debian', `${debian}-slim`);
    const byName = named(mirror, 'debian', `${codename}-slim`);
    const isByName = current?.tag.systemKind === 'debian';
    return isByName ? [byName, byNumber] : [byNumber, byName];
  }
  const { id = null, version = null } = system ?? {};
  if (version === null) return [];
  const [major = version] = version.split('.');
  switch (id) {
    case 'ubuntu':
      return [named(mirror, 'ubuntu', ubuntuVersions.get(system?.codename ?? '') ?? version)];
    case 'fedora':
      return [`registry.fedoraproject.org/fedora-minimal:${major}`];
    case 'rocky':
      return [named(mirror, 'rockylinux', `${major}-minimal`)];
    case 'almalinux':
      return [named(mirror, 'almalinux', `${major}-minimal`)];
    case 'ol':
      return [named(mirror, 'oraclelinux', `${major}-slim`)];
    case 'rhel':
      return [`registry.access.redhat.com/ubi${major}/ubi-minimal`];
    case 'centos':
      return [`quay.io/centos/centos:stream${major}-minimal`];
    default:
      return [];
  }
}

function debianCodename({ system }: Pick<WantedRuntime, 'system'>): string | null {
  if (system?.id !== 'debian') return null;
  if (system.codename !== null && debianVersions.has(system.codename)) return system.codename;
  const [major] = (system.version ?? '').split('.');
  return [...debianVersions].find(([, version]) => version === major)?.[0] ?? null;
}

function alpineTags(tag: string, { system }: WantedRuntime): string[] {
  const version = system?.id === 'alpine' ? /^\d+\.\d+/.exec(system.version ?? '')?.[0] : undefined;
  return version === undefined ? [`${tag}-alpine`] : [`${tag}-alpine${version}`, `${tag}-alpine`];
}

/** Of families that have no slim variant, as theirs is slim already. */
function plainTags(tag: string, wanted: WantedRuntime, codename: string | null): string[] {
  if (wanted.libc === 'musl') return alpineTags(tag, wanted);
  return codename === null ? [tag] : [`${tag}-${codename}`, tag];
}

/** Only that of the library of official images holds for others of them. */
function mirrorOf(current: OfficialImage | null): string {
  return current !== null && !current.name.includes('/') ? current.prefix : '';
}
