import { unlessRun } from '../image-use.ts';
import type { PlaceKind } from '../place-kind.ts';

const downloads = 'They serve the next installation only; what is installed has its own copy.';
const cacheMount = (folder: string) => `RUN --mount=type=cache,target=${folder}`;

/** Programs of JavaScript's other package managers, which corepack keeps for those who start them. */
const corepackPrograms = ['yarn', 'yarnpkg', 'pnpm', 'pnpx', 'corepack'];
/** What package managers of scripting languages download on the way, and keep for the next time. */
export const languageCaches: readonly PlaceKind[] = [
  {
    rule: 'pip-cache-left-behind',
    group: 'waste',
    title: 'Download cache of pip',
    contents: 'packages that pip downloaded or built, and installed from there',
    why: downloads,
    remedy: `Install with pip install --no-cache-dir, or with ${cacheMount('/root/.cache/pip')}.`,
    confidence: 'certain',
    places: ['.cache/pip', '/var/cache/pip'],
  },
  {
    rule: 'uv-cache-left-behind',
    group: 'waste',
    title: 'Download cache of uv',
    contents: 'packages that uv downloaded, unpacked and installed copies of',
    why: 'They serve the next installation only. Files that the environment hardlinks or symlinks to are not counted.',
    remedy: `Run uv with --no-cache, or with ${cacheMount('/root/.cache/uv')} and UV_LINK_MODE=copy.`,
    confidence: unlessRun('uv', 'uvx'),
    places: ['.cache/uv'],
  },
  {
    rule: 'poetry-cache-left-behind',
    group: 'waste',
    title: 'Download cache of Poetry',
    contents: 'packages that Poetry downloaded and installed',
    why: `${downloads} Environments that Poetry keeps beside its cache are not counted.`,
    remedy: `Set POETRY_NO_CACHE=1, or install with ${cacheMount('/root/.cache/pypoetry')}.`,
    confidence: 'certain',
    // Not `.cache/pypoetry` itself: `virtualenvs` in it is where the application's packages are.
    places: ['.cache/pypoetry/cache', '.cache/pypoetry/artifacts'],
  },
  {
    rule: 'python-tool-caches-left-behind',
    group: 'waste',
    title: 'Caches of Python tools',
    contents: 'what pipenv, pdm, test runners, linters and type checkers remember',
    why: 'They only make the next run of those tools faster.',
    remedy: 'Name them in .dockerignore, or run those tools in a stage of their own.',
    confidence: 'certain',
    places: ['.cache/pipenv', '.cache/pdm', '.mypy_cache', '.pytest_cache', '.ruff_cache', '.hypothesis', '.pytype'],
  },
  {
    rule: 'conda-packages-left-behind',
    group: 'waste',
    title: 'Package cache of conda',
    contents: 'packages that conda downloaded and unpacked',
    why: 'Environments have them installed. Files that environments hardlink are not counted.',
    remedy: 'End the RUN that installs with conda clean --all --yes.',
    confidence: unlessRun('conda', 'mamba', 'micromamba'),
    places: ['pkgs'],
    where: (place) => place.hasBeside('conda-meta') || (place.hasBeside('envs') && place.holds('urls.txt')),
  },
  {
    rule: 'npm-cache-left-behind',
    group: 'waste',
    title: 'Download cache of npm',
    contents: 'packages that npm downloaded, and its logs',
    why: downloads,
    remedy: `Install with ${cacheMount('/root/.npm')}, or end the RUN with npm cache clean --force.`,
    confidence: 'certain',
    places: ['.npm/_cacache', '.npm/_logs'],
  },
  {
    rule: 'yarn-cache-left-behind',
    group: 'waste',
    title: 'Download cache of Yarn',
    contents: 'packages that Yarn downloaded',
    why: downloads,
    remedy: 'End the RUN that installs with yarn cache clean, or mount the folder as a cache in it.',
    confidence: 'certain',
    places: ['.cache/yarn', '.yarn/berry/cache', '.yarn/cache', '.yarn-cache'],
    // With Plug'n'Play the program loads its modules from the cache of Yarn 2 and later.
    where: (place, use) =>
      (place.name !== 'cache' || place.hasBeside('../node_modules') || use.hasInWorkingDir('node_modules')) &&
      !use.hasInWorkingDir('.pnp.cjs'),
  },
  {
    rule: 'pnpm-store-left-behind',
    group: 'waste',
    title: 'Store of pnpm',
    contents: 'files of packages that no node_modules of the image shares',
    why: 'They serve the next installation only. Files that node_modules hardlinks or links to are not counted.',
    remedy: `Install with ${cacheMount('/pnpm/store')}, or end the RUN with pnpm store prune.`,
    confidence: 'certain',
    places: ['.local/share/pnpm/store', '.pnpm-store', 'pnpm/store', '.cache/pnpm'],
    where: (place) => !place.isInDependencies,
  },
  {
    rule: 'bun-cache-left-behind',
    group: 'waste',
    title: 'Download cache of Bun',
    contents: 'packages that Bun downloaded',
    why: downloads,
    remedy: `Install with ${cacheMount('/root/.bun/install/cache')}.`,
    // Bun installs what is missing when a script starts, from there.
    confidence: unlessRun('bun', 'bunx'),
    places: ['.bun/install/cache'],
  },
  {
    rule: 'corepack-cache-left-behind',
    group: 'waste',
    title: 'Package managers that corepack downloaded',
    contents: 'Yarn or pnpm, kept by corepack',
    why: 'A program that is started with node itself needs none of them.',
    remedy: 'Install in a build stage, and start the program with node instead of yarn or pnpm.',
    confidence: (use) =>
      unlessRun(...corepackPrograms)(use) === null ? null : use.isUnderstood ? 'likely' : 'possible',
    places: ['.cache/node/corepack'],
  },
  {
    rule: 'node-gyp-headers-left-behind',
    group: 'waste',
    title: 'Headers that node-gyp downloaded',
    contents: 'headers of Node.js, to compile addons with',
    why: 'Compiled addons do not need them.',
    remedy: `Install with ${cacheMount('/root/.cache/node-gyp')}, or in a build stage.`,
    confidence: 'certain',
    places: ['.cache/node-gyp', '.node-gyp'],
  },
  {
    rule: 'browser-downloads-kept',
    group: 'waste',
    title: 'Browsers downloaded by test tools',
    contents: 'browsers that Playwright, Puppeteer, Cypress, Electron or Selenium downloaded',
    why: 'Few programs drive a browser in production; where this one does, they are needed.',
    remedy:
      'Install without development dependencies, or set PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1, PUPPETEER_SKIP_DOWNLOAD=1 or CYPRESS_INSTALL_BINARY=0.',
    confidence: 'possible',
    places: ['.cache/ms-playwright', '.cache/puppeteer', '.cache/Cypress', '.cache/electron', '.cache/selenium'],
  },
  {
    rule: 'composer-cache-left-behind',
    group: 'waste',
    title: 'Download cache of Composer',
    contents: 'packages that Composer downloaded',
    why: downloads,
    remedy: `Install with ${cacheMount('/root/.composer/cache')}, or end the RUN with composer clear-cache.`,
    confidence: 'certain',
    places: ['.composer/cache', '.cache/composer'],
  },
  {
    rule: 'gem-cache-left-behind',
    group: 'waste',
    title: 'Downloaded gems',
    contents: 'gem files that are installed already',
    why: 'Their content is unpacked beside them, so they are in the image twice.',
    remedy: 'End the RUN that installs with rm -rf "$(gem env gemdir)"/cache/*.gem.',
    confidence: 'certain',
    places: ['cache/*.gem', '.bundle/cache', '.gem/specs'],
    // Of vendor/cache Bundler may install when the container starts.
    where: (place) => !place.name.endsWith('.gem') || place.hasBeside(`../gems/${place.name.slice(0, -'.gem'.length)}`),
  },
];
