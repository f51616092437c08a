import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { contentChunks } from '../tar-writer.ts';
import { data, library, program, Random, type TextKind, text } from './contents.ts';
import { extendedStates, type Package, statusOf } from './debian-records.ts';
import { writeLoaderCache } from './loader-cache.ts';
import type { Rootfs } from './rootfs.ts';

/** Of the sizes that are known: a sample has to be small. */
const scale = 0.45;

/** Lines of `debian-packages.txt`: group, name, version, architecture, priority, section, then path=KiB. */
const known = new Map<string, Package & { readonly group: string }>(
  readFileSync(path.join(import.meta.dirname, 'debian-packages.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [group = '', name = '', version = '', architecture = '', priority = '', section = '', ...files] =
        line.split(' ');
      return [name, { group, name, version, architecture, priority, section, files: files.map(fileOf) }];
    }),
);

function fileOf(written: string): { path: string; size: number } {
  const cut = written.lastIndexOf('=');
  const name = written.slice(0, cut);
  const full = name.startsWith('~')
    ? `usr/lib/x86_64-linux-gnu/${name.slice(1)}`
    : name.startsWith('/')
      ? name.slice(1)
      : `usr/bin/${name}`;
  return { path: full, size: Math.round(Number(written.slice(cut + 1)) * 1024 * scale) + ((full.length * 37) % 1000) };
}

const loader = 'ld-linux-x86-64.so.2';
const isProgram = /(^usr\/s?bin\/|\/libexec\/)/;

const installed = new WeakMap<Rootfs, Package[]>();

/** Puts `debian:13-slim` in an empty file system. */
export function debianSlim(root: Rootfs): void {
  for (const name of 'boot dev etc home media mnt opt proc root run srv sys tmp usr var'.split(' ')) root.dir(name);
  root.change('tmp', { mode: 0o1777 });
  root.change('root', { mode: 0o700 });
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    root.dir(`usr/${name}`);
    root.symlink(name, `usr/${name}`);
  }
  for (const name of 'usr/games usr/include usr/libexec usr/local/bin usr/local/lib usr/src var/backups var/local var/mail var/opt var/spool/mail'.split(
    ' ',
  )) {
    root.dir(name);
  }
  configuration(root);
  const packages = [...known.values()].filter(({ group }) => group === 'base');
  for (const one of packages) unpack(root, one);
  root.symlink('usr/bin/sh', 'dash');
  root.symlink(`usr/lib64/${loader}`, `../lib/x86_64-linux-gnu/${loader}`);
  writeLoaderCache(root);
  installed.set(root, packages);
  root.file('var/lib/dpkg/status', statusOf(packages));
  root.file('var/cache/debconf/templates.dat', text('prose', 'debconf templates', 391_774));
  for (const zone of zones()) root.file(`usr/share/zoneinfo/${zone}`, binaryZone(zone));
  for (let i = 0; i < 90; i++) {
    const name = `IBM${1000 + i * 3}`;
    root.file(`usr/lib/x86_64-linux-gnu/gconv/${name}.so`, library(`gconv ${name}`, 14_000 + ((i * 7919) % 9000)));
  }
}

function configuration(root: Rootfs): void {
  root.file('usr/lib/os-release', osRelease);
  root.symlink('etc/os-release', '../usr/lib/os-release');
  root.file('etc/debian_version', '13.7\n');
  root.file('etc/passwd', `${users.join('\n')}\n`);
  root.file('etc/group', `${users.map((line) => `${line.split(':')[0]}:x:${line.split(':')[3]}:`).join('\n')}\n`);
  root.file('etc/shadow', `${users.map((line) => `${line.split(':')[0]}:*:20650:0:99999:7:::`).join('\n')}\n`, {
    mode: 0o640,
    gid: 42,
  });
  root.file('etc/apt/sources.list.d/debian.sources', sources);
  root.file('etc/apt/apt.conf.d/docker-clean', dockerClean);
  root.file('etc/ld.so.conf', 'include /etc/ld.so.conf.d/*.conf\n');
  root.file('etc/ld.so.conf.d/libc.conf', '/usr/local/lib\n');
  root.file('etc/ld.so.conf.d/x86_64-linux-gnu.conf', '/lib/x86_64-linux-gnu\n/usr/lib/x86_64-linux-gnu\n');
  root.file('etc/nsswitch.conf', 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n');
  root.file('etc/bash.bashrc', text('prose', 'bash.bashrc', 1_994));
  root.file('etc/profile', text('prose', 'profile', 769));
  root.symlink('etc/localtime', '/usr/share/zoneinfo/Etc/UTC');
}

export interface AptOptions {
  /** What was asked for; the rest came along. */
  readonly asked: readonly string[];
  /** Whether `rm -rf /var/lib/apt/lists/*` follows in the same instruction. */
  readonly cleaned: boolean;
}

/** What `apt-get update && apt-get install -y …` leaves. */
export function aptInstall(root: Rootfs, names: readonly string[], { asked, cleaned }: AptOptions): void {
  const added = names.map((name) => {
    const found = known.get(name);
    if (found === undefined) throw new Error(`no package ${name}`);
    return found;
  });
  for (const one of added) unpack(root, one);
  const before = installed.get(root) ?? [];
  const after = [...before, ...added].sort((a, b) => (a.name < b.name ? -1 : 1));
  installed.set(root, after);
  root.file('var/lib/dpkg/status-old', statusOf(before));
  root.file('var/lib/dpkg/status', statusOf(after));
  root.file('var/lib/apt/extended_states', extendedStates(added.filter(({ name }) => !asked.includes(name))));
  writeLoaderCache(root);
  root.file('var/cache/ldconfig/aux-cache', data(`aux-cache ${asked}`, 7_200));
  root.file('var/log/dpkg.log', text('log', `dpkg.log ${asked}`, 900 * added.length));
  root.file('var/log/apt/history.log', `Start-Date: ${root.now}\nCommandline: apt-get install -y ${asked.join(' ')}\n`);
  root.file('var/log/apt/term.log', text('log', `term.log ${asked}`, 400 * added.length));
  if (cleaned) return;
  const lists = 'var/lib/apt/lists/debian.example.org';
  root.file(`${lists}_debian_dists_trixie_InRelease`, text('prose', 'InRelease', 140_000));
  root.file(`${lists}_debian_dists_trixie_main_binary-amd64_Packages.lz4`, text('packages', 'trixie main', 3_400_000));
  root.file(`${lists}_debian_dists_trixie-updates_InRelease`, text('prose', 'updates InRelease', 47_000));
  root.file(`${lists}_debian_dists_trixie-updates_main_binary-amd64_Packages.lz4`, text('packages', 'updates', 6_300));
  root.file(`${lists}_debian-security_dists_trixie-security_InRelease`, text('prose', 'security InRelease', 43_000));
  root.file(
    `${lists}_debian-security_dists_trixie-security_main_binary-amd64_Packages.lz4`,
    text('packages', 'security', 210_000),
  );
  root.file('var/lib/apt/lists/lock', '', { mode: 0o640 });
}

function unpack(root: Rootfs, one: Package): void {
  for (const { path: target, size } of one.files) {
    root.file(target, contentOf(target, size), { mode: isProgram.test(target) ? 0o755 : 0o644 });
  }
  for (const { path: target } of one.files) {
    const link = /^(.*\.so\.\d+)\.[\d.]+$/.exec(target)?.[1];
    if (link !== undefined) root.symlink(link, path.posix.basename(target));
  }
  root.file(
    `usr/share/doc/${one.name}/copyright`,
    text('prose', `copyright ${one.name}`, new Random(one.name).size(3_000)),
  );
  const info = `var/lib/dpkg/info/${one.name}${/^lib/.test(one.name) && one.architecture === 'amd64' ? ':amd64' : ''}`;
  const paths = [...one.files.map((file) => file.path), `usr/share/doc/${one.name}/copyright`];
  root.file(`${info}.list`, `/.\n${paths.map((file) => `/${file}`).join('\n')}\n`);
  root.file(`${info}.md5sums`, one.files.map((file) => `${md5(file)}  ${file.path}\n`).join(''));
}

function contentOf(target: string, size: number) {
  const kind = kindOf(target);
  if (kind !== null) return text(kind, target, size);
  if (isProgram.test(target)) return program(target, size);
  const name = path.posix.basename(target);
  if (!/\.so(\.|$)/.test(name)) return data(target, size);
  const soname = /^.*?\.so(\.\d+)?/.exec(name)?.[0] ?? name;
  return library(target, size, {
    soname,
    needed: name === loader ? [] : [name === 'libc.so.6' ? loader : 'libc.so.6'],
  });
}

function kindOf(target: string): TextKind | null {
  if (/\.(py|pm|pl)$/.test(target)) return 'python';
  if (/\.h$|\/include\//.test(target)) return 'header';
  return /licenses|\.(pgp|asc|crt|txt)$|^etc\//.test(target) ? 'prose' : null;
}

function md5(file: Package['files'][number]): string {
  const hash = createHash('md5');
  for (const chunk of contentChunks(contentOf(file.path, file.size))) hash.update(chunk);
  return hash.digest('hex');
}

function zones(): string[] {
  const cities = {
    Africa: 'Abidjan Accra Algiers Cairo Dakar Harare Lagos Nairobi Tunis Windhoek',
    America:
      'Bogota Caracas Chicago Denver Halifax Havana Lima Mexico_City New_York Phoenix Santiago Toronto Vancouver',
    Asia: 'Almaty Baghdad Bangkok Dhaka Dubai Hong_Kong Jakarta Karachi Kolkata Manila Seoul Singapore Taipei Tokyo',
    Atlantic: 'Azores Bermuda Canary Madeira Reykjavik',
    Australia: 'Adelaide Brisbane Darwin Hobart Melbourne Perth Sydney',
    Europe:
      'Athens Berlin Brussels Dublin Helsinki Lisbon London Madrid Oslo Paris Prague Rome Sofia Vienna Warsaw Zurich',
    Pacific: 'Apia Auckland Fiji Guam Honolulu Noumea Tahiti',
  };
  return [
    'Etc/UTC',
    ...Object.entries(cities).flatMap(([area, names]) => names.split(' ').map((name) => `${area}/${name}`)),
  ];
}

function binaryZone(zone: string): Buffer {
  const random = new Random(zone);
  const body = Buffer.from(Array.from({ length: random.int(100, 900) }, () => random.int(0, 3)));
  return Buffer.concat([Buffer.from('TZif2'), Buffer.alloc(39), body]);
}

const osRelease = `PRETTY_NAME="Debian GNU/Linux 13 (trixie)"
NAME="Debian GNU/Linux"
VERSION_ID="13"
VERSION="13 (trixie)"
VERSION_CODENAME=trixie
DEBIAN_VERSION_FULL=13.7
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`;

const users = [
  'root:x:0:0:root:/root:/bin/bash',
  'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin',
  'bin:x:2:2:bin:/bin:/usr/sbin/nologin',
  'sys:x:3:3:sys:/dev:/usr/sbin/nologin',
  'mail:x:8:8:mail:/var/mail:/usr/sbin/nologin',
  'www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin',
  '_apt:x:42:65534::/nonexistent:/usr/sbin/nologin',
  'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
];

const sources = `Types: deb
URIs: http://debian.example.org/debian
Suites: trixie trixie-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.pgp
`;

const dockerClean = `DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
`;

/** Adds lines to files that all of Debian shares, as `groupadd` and `useradd` do. */
export function addUser(root: Rootfs, name: string, id: number): void {
  root.file('etc/passwd', `${[...users, `${name}:x:${id}:${id}::/home/${name}:/bin/bash`].join('\n')}\n`);
  root.file(
    'etc/group',
    `${[...users.map((line) => `${line.split(':')[0]}:x:${line.split(':')[3]}:`), `${name}:x:${id}:`].join('\n')}\n`,
  );
  root.dir(`home/${name}`, { uid: id, gid: id });
  root.file(`home/${name}/.profile`, text('prose', '.profile', 807), { uid: id, gid: id });
}

/** A debootstrap-made base says so in its first history line. */
export const debianHistory = {
  created_by: "# debian.sh --arch 'amd64' out/ 'trixie' '@1767052800'",
  comment: 'debuerreotype 0.17',
};
