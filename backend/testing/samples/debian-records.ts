/** A Debian package: name, version and where its files go are real; what is in the files is made up. */
export interface Package {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly priority: string;
  readonly section: string;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** What packages of the samples need of each other, besides libc6; what they only recommend included. */
const needs: Readonly<Record<string, string>> = {
  'binutils-x86-64-linux-gnu': 'libbinutils, binutils-common, zlib1g',
  'cpp-14-x86-64-linux-gnu': 'libisl23, libmpc3, libmpfr6, libgmp10, libzstd1',
  'g++': 'g++-14-x86-64-linux-gnu',
  'g++-14-x86-64-linux-gnu': 'libstdc++-14-dev, cpp-14-x86-64-linux-gnu, binutils-x86-64-linux-gnu',
  gcc: 'gcc-14, libc6-dev',
  'gcc-14': 'gcc-14-x86-64-linux-gnu',
  'gcc-14-x86-64-linux-gnu': 'cpp-14-x86-64-linux-gnu, libgcc-14-dev, libasan8, binutils-x86-64-linux-gnu',
  git: 'git-man, libcurl3t64-gnutls, libexpat1, libpcre2-8-0, zlib1g',
  'libc6-dev': 'linux-libc-dev, libcrypt1',
  libmpc3: 'libmpfr6, libgmp10',
  libmpfr6: 'libgmp10',
  'libpq-dev': 'libpq5, libssl3t64',
  libpq5: 'libssl3t64',
  'libpython3.13-stdlib': 'libpython3.13-minimal, libffi8, libsqlite3-0, libssl3t64',
  'libstdc++-14-dev': 'libgcc-14-dev, libc6-dev, libstdc++6',
  openssl: 'libssl3t64',
  python3: 'python3-minimal, libpython3.13-stdlib',
  'python3-minimal': 'python3.13-minimal',
  'python3.13-minimal': 'libpython3.13-minimal, libexpat1, zlib1g',
};

/** dpkg's database (deb-status(5)). */
export function statusOf(packages: readonly Package[]): string {
  return packages
    .map(
      ({ name, version, architecture, priority, section, files }) =>
        `Package: ${name}\nStatus: install ok installed\nPriority: ${priority}\nSection: ${section}\n` +
        `Installed-Size: ${Math.ceil(files.reduce((sum, file) => sum + file.size, 0) / 1024) + 12}\n` +
        `Maintainer: Debian QA Group <packages@qa.debian.org>\nArchitecture: ${architecture}\n` +
        `${/^lib/.test(name) && architecture === 'amd64' ? 'Multi-Arch: same\n' : ''}Version: ${version}\n` +
        `${dependsOf(name)}Description: ${section} package ${name}\n\n`,
    )
    .join('');
}

function dependsOf(name: string): string {
  if (name === 'libc6') return 'Depends: libgcc-s1\n';
  return `Depends: libc6 (>= 2.38)${needs[name] === undefined ? '' : `, ${needs[name]}`}\n`;
}

/** What apt knows of packages that came for others only (apt-mark(8)). */
export function extendedStates(automatic: readonly Package[]): string {
  return automatic
    .map(({ name, architecture }) => `Package: ${name}\nArchitecture: ${architecture}\nAuto-Installed: 1\n\n`)
    .join('');
}
