import type { ImageReference } from '../../dockerfile/syntax.ts';
import type { BaseProfile } from '../base-profile.ts';
import {
  compilerLibraries,
  distrolessPackages,
  glibcLibraries,
  opensslLibraries,
  symbolsOf,
} from './catalog-contents.ts';
import { distrolessSizes, sizesOf } from './catalog-sizes.ts';

/** The levels of images without a language, each on top of the one before, and the libraries that each adds. */
const levels = ['static', 'base-nossl', 'base', 'cc'] as const;
const librariesOf: Readonly<Record<(typeof levels)[number], readonly string[]>> = {
  static: [],
  'base-nossl': glibcLibraries,
  base: opensslLibraries,
  cc: compilerLibraries,
};

interface Language {
  readonly level: (typeof levels)[number];
  /** Beside those of its level, as far as is known. */
  readonly libraries?: readonly string[];
  readonly program: string;
  readonly entrypoint: readonly string[];
  readonly env: readonly string[];
}

const env = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
];

/** What is written down of `gcr.io/distroless/cc-debian13:nonroot` and its like; null for those with a shell for debugging. */
export function distrolessProfile({ text, path, tag }: ImageReference): BaseProfile | null {
  const [, name = '', version = ''] = /^distroless\/(.+)-debian(\d+)$/.exec(path) ?? [];
  const isNonroot = tag === 'nonroot';
  if (name === '' || (tag !== null && tag !== 'latest' && !isNonroot)) return null;
  const size = distrolessSizes.get(name.replace(/^(nodejs|java)\d+$/, '$1'));
  const language = languageOf(name, version);
  const level = levels.find((one) => one === (language?.level ?? name));
  if (size === undefined || level === undefined) return null;
  const within = levels.slice(0, levels.indexOf(level) + 1);
  const libraries = new Set([...within.flatMap((one) => librariesOf[one]), ...(language?.libraries ?? [])]);
  const packages = new Set(within.flatMap((one) => distrolessPackages.get(one) ?? []));
  const system = { id: 'debian', version };
  return {
    reference: text,
    from: 'catalog',
    ...sizesOf(size),
    system,
    libc: level === 'static' ? 'none' : 'glibc',
    // It keeps records of its packages, and has nothing that installs more.
    manager: null,
    hasPackage: (one) => packages.has(one) || (language === null ? false : null),
    hasPath: (one) => hasPath(one, language),
    hasLibrary: (one) => libraries.has(one) || (language === null ? false : null),
    symbols: (family) => {
      if (level === 'static' || (family !== 'GLIBC' && !libraries.has('libstdc++.so.6'))) return null;
      return symbolsOf(system, family);
    },
    config: {
      user: isNonroot ? '65532' : '0',
      workingDir: isNonroot ? '/home/nonroot' : '/',
      entrypoint: language?.entrypoint ?? [],
      cmd: [],
      env: [...env, ...(language?.env ?? [])],
      onbuild: [],
    },
    exposure: { packages, setuidFiles: [], shells: [] },
  };
}

function languageOf(name: string, debian: string): Language | null {
  if (/^nodejs\d+$/.test(name)) {
    return { level: 'cc', program: '/nodejs/bin/node', entrypoint: ['/nodejs/bin/node'], env: [] };
  }
  if (/^java\d+$/.test(name)) {
    return {
      level: 'base-nossl',
      libraries: ['libz.so.1', 'libstdc++.so.6', 'libgcc_s.so.1'],
      program: '/usr/bin/java',
      entrypoint: ['/usr/bin/java', '-jar'],
      env: ['LANG=C.UTF-8'],
    };
  }
  if (name !== 'python3') return null;
  const program = `/usr/bin/python${debian === '12' ? '3.11' : '3.13'}`;
  return { level: 'cc', program, entrypoint: [program], env: ['LANG=C.UTF-8'] };
}

const paths: ReadonlySet<string> = new Set([
  '/etc/ssl/certs/ca-certificates.crt',
  '/usr/share/zoneinfo',
  '/usr/share/zoneinfo/UTC',
  '/etc/passwd',
  '/etc/group',
  '/etc/nsswitch.conf',
  '/home/nonroot',
  '/tmp',
  '/root',
]);

/** Of programs there is the language's alone, under the names that its package gives it. */
function hasPath(path: string, language: Language | null): boolean | null {
  if (path === language?.program || paths.has(path)) return true;
  const [, name] = /^\/(?:usr\/(?:local\/)?)?s?bin\/([^/]+)$/.exec(path) ?? [];
  if (name === undefined) return null;
  return language === null || /^(?:sh|bash|dash|ash|env|cat|curl|wget|git|make|gcc)$/.test(name) ? false : null;
}
