/** What is in well-known images, as far as it decides what runs on them. Lists are not whole, but for distroless. */

interface DebianVersion {
  readonly glibc: string;
  readonly glibcxx: string;
  readonly cxxabi: string;
}

/** The newest versions of symbols that the libraries of a system have, by its ID and version. */
const versions: ReadonlyMap<string, DebianVersion> = new Map([
  ['debian 14', { glibc: '2.42', glibcxx: '3.4.34', cxxabi: '1.3.16' }],
  ['debian 13', { glibc: '2.41', glibcxx: '3.4.33', cxxabi: '1.3.15' }],
  ['debian 12', { glibc: '2.36', glibcxx: '3.4.30', cxxabi: '1.3.13' }],
  ['debian 11', { glibc: '2.31', glibcxx: '3.4.28', cxxabi: '1.3.12' }],
  ['debian 10', { glibc: '2.28', glibcxx: '3.4.25', cxxabi: '1.3.11' }],
  ['ubuntu 24.04', { glibc: '2.39', glibcxx: '3.4.33', cxxabi: '1.3.15' }],
  ['ubuntu 22.04', { glibc: '2.35', glibcxx: '3.4.30', cxxabi: '1.3.13' }],
  ['ubuntu 20.04', { glibc: '2.31', glibcxx: '3.4.28', cxxabi: '1.3.12' }],
  ['rhel 10', { glibc: '2.39', glibcxx: '3.4.33', cxxabi: '1.3.15' }],
  ['rhel 9', { glibc: '2.34', glibcxx: '3.4.29', cxxabi: '1.3.13' }],
  ['rhel 8', { glibc: '2.28', glibcxx: '3.4.25', cxxabi: '1.3.11' }],
]);

/** @param system of `System`; clones of Red Hat's have its versions */
export function symbolsOf(
  system: { readonly id: string; readonly version: string | null } | null,
  family: string,
): string | null {
  if (system === null) return null;
  const [major = ''] = (system.version ?? '').split('.');
  const id = ['rocky', 'almalinux', 'centos', 'ol'].includes(system.id) ? 'rhel' : system.id;
  const known = versions.get(`${id} ${system.version}`) ?? versions.get(`${id} ${major}`);
  switch (family) {
    case 'GLIBC':
      return known?.glibc ?? null;
    case 'GLIBCXX':
      return known?.glibcxx ?? null;
    case 'CXXABI':
      return known?.cxxabi ?? null;
    default:
      return null;
  }
}

export const glibcLibraries: readonly string[] = [
  'libc.so.6',
  'libm.so.6',
  'libpthread.so.0',
  'libdl.so.2',
  'librt.so.1',
  'libresolv.so.2',
  'libutil.so.1',
  'libanl.so.1',
  'libmvec.so.1',
  'libnsl.so.1',
  'libBrokenLocale.so.1',
  'libthread_db.so.1',
  'libnss_compat.so.2',
  'libnss_dns.so.2',
  'libnss_files.so.2',
  'libnss_hesiod.so.2',
  'libc_malloc_debug.so.0',
  'libmemusage.so',
  'libpcprofile.so',
  'ld-linux-x86-64.so.2',
  'ld-linux-aarch64.so.1',
];
export const opensslLibraries: readonly string[] = ['libssl.so.3', 'libcrypto.so.3', 'libz.so.1', 'libzstd.so.1'];
export const compilerLibraries: readonly string[] = ['libstdc++.so.6', 'libgcc_s.so.1', 'libgomp.so.1'];

/** What apt and the shell bring along: of every image of Debian and Ubuntu. */
export const debianLibraries: readonly string[] = [
  ...glibcLibraries,
  'libstdc++.so.6',
  'libgcc_s.so.1',
  'libz.so.1',
  'liblzma.so.5',
  'libbz2.so.1.0',
  'liblz4.so.1',
  'libzstd.so.1',
  'libselinux.so.1',
  'libpcre2-8.so.0',
  'libacl.so.1',
  'libattr.so.1',
  'libcap.so.2',
  'libtinfo.so.6',
  'libmount.so.1',
  'libblkid.so.1',
  'libuuid.so.1',
  'libpam.so.0',
  'libcrypt.so.1',
  'libaudit.so.1',
];
/** Its apt and coreutils load them from 13 on. */
export const debian13Libraries: readonly string[] = ['libssl.so.3', 'libcrypto.so.3', 'libgmp.so.10'];

/** Programs of every Debian and Ubuntu. */
export const debianPrograms: readonly string[] = (
  'sh dash bash cat cp mv rm mkdir chmod chown ln ls grep sed gzip gunzip tar find xargs sort head tail cut tr wc env id ' +
  'date sleep test tee touch uname dirname basename readlink realpath mktemp stat dd df du echo printf true false perl ' +
  'awk mawk apt apt-get dpkg useradd groupadd usermod su which install sha256sum md5sum base64 seq expr timeout nproc hostname ' +
  'ldconfig ldd getent update-alternatives'
).split(' ');

/** Programs of the larger variants that slim ones, and plain systems, do not have. */
export const programsOfBuildpack: readonly string[] = (
  'curl wget git hg svn bzr make gcc g++ cc c++ cpp ld as ar autoconf automake libtool patch file unzip xz bzip2 ssh scp ' +
  'ssh-keygen gpg python3 pkg-config m4 strip objdump convert identify mysql_config pg_config sq procps ps pkill free top'
).split(' ');

/** Packages of those programs, and others that the larger variants have. */
export const packagesOfBuildpack: ReadonlySet<string> = new Set(
  'curl wget git make gcc g++ python3 unzip xz-utils bzip2 openssh-client gnupg procps file patch dpkg-dev'.split(' '),
);

/** Packages that every Debian and Ubuntu has; their names are the same in all versions. */
export const debianPackages: ReadonlySet<string> = new Set(
  (
    'apt base-files base-passwd bash bsdutils coreutils dash debconf debianutils diffutils dpkg findutils grep gzip hostname ' +
    'init-system-helpers libacl1 libattr1 libaudit-common libaudit1 libblkid1 libbz2-1.0 libc-bin libc6 libcap-ng0 libcap2 ' +
    'libcrypt1 libdebconfclient0 libgcc-s1 liblz4-1 liblzma5 libmd0 libmount1 libpam-modules libpam-modules-bin ' +
    'libpam-runtime libpam0g libpcre2-8-0 libseccomp2 libselinux1 libsemanage-common libsemanage2 libsepol2 libsmartcols1 ' +
    'libstdc++6 libsystemd0 libtinfo6 libudev1 libuuid1 libzstd1 login mawk mount ncurses-base ncurses-bin passwd perl-base ' +
    'sed sysvinit-utils tar util-linux zlib1g'
  ).split(' '),
);

/** The packages of distroless, by what stands before `-debian13`; each has those before it. */
export const distrolessPackages: ReadonlyMap<string, readonly string[]> = new Map([
  ['static', ['base-files', 'ca-certificates', 'media-types', 'netbase', 'tzdata']],
  ['base-nossl', ['libc6']],
  ['base', ['libssl3t64', 'libzstd1', 'zlib1g']],
  ['cc', ['gcc-14-base', 'libgcc-s1', 'libgomp1', 'libstdc++6']],
]);
