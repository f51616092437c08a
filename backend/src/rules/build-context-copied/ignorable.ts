/** Something of a build context that an image has no use for. */
export interface Ignorable {
  readonly name: RegExp;
  /** Wherever it is, not only at the top: what is so named is never a part of a program. */
  readonly anywhere?: boolean;
  /** One of these must be in the folder: the name alone does not tell. */
  readonly holds?: readonly string[];
  readonly what: string;
  /** A command of the same stage must make it anew. */
  readonly madeBy?: (name: string, args: readonly string[]) => boolean;
  /** Builds may ask it for a version. */
  readonly isHistory?: boolean;
}

const installsPackages = (name: string, args: readonly string[]) =>
  (name === 'npm' && /^(?:ci|i|install|clean-install)$/.test(args[0] ?? '') && !args.includes('-g')) ||
  (name === 'pnpm' && /^(?:i|install)$/.test(args[0] ?? '') && !args.includes('-g')) ||
  (name === 'yarn' && (args.length === 0 || args[0] === 'install' || args[0]?.startsWith('--') === true));

export const ignorables: readonly Ignorable[] = [
  { name: /^\.git$/, what: 'the history of the project', isHistory: true },
  { name: /^\.(?:svn|hg|bzr)$/, what: 'the history of the project', isHistory: true },
  { name: /^node_modules$/, what: 'packages that a RUN installs', madeBy: installsPackages },
  { name: /^\.?venv$/, holds: ['pyvenv.cfg'], what: 'an environment of Python made elsewhere' },
  {
    name: /^target$/,
    holds: ['release', 'debug', '.rustc_info.json', 'CACHEDIR.TAG'],
    what: 'what cargo builds anew',
    madeBy: (name, args) => name === 'cargo' && /^(?:b|build|install)$/.test(args[0] ?? ''),
  },
  {
    name: /^target$/,
    holds: ['classes', 'maven-archiver', 'maven-status'],
    what: 'what Maven builds anew',
    madeBy: (name, args) => /(?:^|\/)mvnw?$/.test(name) && args.some((arg) => /^(?:package|install|verify)$/.test(arg)),
  },
  { name: /^__pycache__$/, anywhere: true, what: 'code that Python compiled elsewhere' },
  { name: /^\.(?:pytest_cache|mypy_cache|ruff_cache|tox|nox|hypothesis)$/, anywhere: true, what: 'caches of tools' },
  { name: /^(?:\.nyc_output|htmlcov|\.coverage|playwright-report|test-results)$/, what: 'reports of tests' },
  {
    name: /^coverage$/,
    holds: ['lcov.info', 'lcov-report', 'coverage-final.json', 'clover.xml'],
    what: 'reports of tests',
  },
  { name: /^\.(?:idea|vscode|vs|fleet|DS_Store)$|^Thumbs\.db$/, anywhere: true, what: 'files of editors and desktops' },
  { name: /^(?:npm-debug|yarn-debug|yarn-error|pnpm-debug)\.log/, anywhere: true, what: 'logs of package managers' },
  { name: /^(?:Dockerfile|Containerfile)(?:\..+)?$|\.[Dd]ockerfile$|^\.dockerignore$/, what: 'how the image is made' },
  { name: /^(?:docker-)?compose(?:\.[\w.-]+)?\.ya?ml$/, what: 'how containers are started' },
  {
    name: /^\.(?:github|gitlab|circleci|devcontainer|vagrant)$|^\.(?:gitlab-ci|travis)\.yml$|^Jenkinsfile$|^azure-pipelines\.yml$/,
    what: 'settings of continuous integration',
  },
];
