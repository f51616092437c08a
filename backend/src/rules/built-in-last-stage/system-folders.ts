import { noNode, type PathNode } from '../../image/merge.ts';
import type { ImageEvidence } from '../evidence.ts';

/** Of tools that install and build, in the folder of whoever ran them. */
const homeCaches: readonly string[] = [
  '.bun/install/cache',
  '.cache/bazel',
  '.cache/black',
  '.cache/ccache',
  '.cache/composer',
  '.cache/Cypress',
  '.cache/deno',
  '.cache/electron',
  '.cache/go-build',
  '.cache/golangci-lint',
  '.cache/mypy',
  '.cache/node-gyp',
  '.cache/pip',
  '.cache/pip-tools',
  '.cache/pipenv',
  '.cache/pnpm',
  '.cache/pre-commit',
  '.cache/pypoetry/artifacts',
  '.cache/pypoetry/cache',
  '.cache/ruff',
  '.cache/sccache',
  '.cache/turbo',
  '.cache/typescript',
  '.cache/uv',
  '.cache/yarn',
  '.composer/.htaccess',
  '.composer/cache',
  '.config/composer/.htaccess',
  '.config/configstore',
  '.config/go',
  '.config/matplotlib',
  '.gnupg',
  '.local/share/pnpm/store',
  '.local/state/pnpm',
  '.npm',
  '.wget-hsts',
];

/** What package managers and the builder change, and no program reads for itself. */
const systemPaths: readonly string[] = [
  '/boot',
  '/dev',
  '/etc/.pwd.lock',
  '/etc/alternatives',
  '/etc/apk/world',
  '/etc/ca-certificates',
  '/etc/ca-certificates.conf',
  '/etc/group',
  '/etc/group-',
  '/etc/gshadow',
  '/etc/gshadow-',
  '/etc/hostname',
  '/etc/hosts',
  '/etc/ld.so.cache',
  '/etc/passwd',
  '/etc/passwd-',
  '/etc/resolv.conf',
  '/etc/shadow',
  '/etc/shadow-',
  '/etc/ssl/certs',
  '/etc/subgid',
  '/etc/subgid-',
  '/etc/subuid',
  '/etc/subuid-',
  '/lib/apk/db',
  '/proc',
  '/run',
  '/sys',
  '/tmp',
  '/usr/lib/sysimage',
  '/usr/share/doc',
  '/usr/share/info',
  '/usr/share/man',
  '/var/cache',
  '/var/lib/apt',
  '/var/lib/dpkg',
  '/var/lib/rpm',
  '/var/lib/systemd',
  '/var/log',
  '/var/tmp',
];

/** Files and folders of which nothing goes along into a last stage. */
export function systemFolders(image: ImageEvidence): ReadonlySet<PathNode> {
  return new Set([...systemPaths, ...cachesOfHomes(image)].map((path) => image.tree.at(path)));
}

function cachesOfHomes({ tree }: ImageEvidence): string[] {
  const home = tree.at('/home');
  const homes = home === noNode ? [] : [...tree.children(home)].map((node) => tree.path(node));
  return ['/root', ...homes].flatMap((one) => homeCaches.map((path) => `${one}/${path}`));
}
