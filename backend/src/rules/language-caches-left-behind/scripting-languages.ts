import type { PlainCommand } from '../../dockerfile/lint/plain-commands.ts';
import { actionOf, below, cacheHome, type Ecosystem, folderAt, programOf } from './ecosystem.ts';

const pip: Ecosystem = {
  name: 'pip',
  findings: ['pip-cache-left-behind'],
  folderOf: /^.*\/cache\/pip(?=\/)|^.*\/\.cache\/pip(?=\/)/,
  folders: (home, variables) => folderAt(variables, ['PIP_CACHE_DIR'], below(cacheHome(home, variables), 'pip')),
  fills: (command) => /^(?:install|wheel|download)$/.test(pipAction(command) ?? ''),
  shared: false,
  // It is off whatever the value: old versions take `off` for a wish to have it off, too.
  keepsNothing: ({ args }, variables) =>
    args.some((word) => word.startsWith('--no-cache')) || Boolean(variables.get('PIP_NO_CACHE_DIR') ?? ''),
  checks: ['DL3042'],
  offline: /^$/,
  atRunTime: /^$/,
  clean: { kind: 'option', option: '--no-cache-dir' },
};

function pipAction(command: PlainCommand): string | null {
  const program = programOf(command);
  if (/^pip[\d.]*$/.test(program)) return actionOf(command);
  const module = command.args.indexOf('-m');
  return /^python[\d.]*$/.test(program) && command.args[module + 1] === 'pip' && module !== -1
    ? (command.args.slice(module + 2).find((word) => !word.startsWith('-')) ?? null)
    : null;
}

const npm: Ecosystem = {
  name: 'npm',
  findings: ['npm-cache-left-behind'],
  folderOf: /^.*\/\.npm(?=\/)/,
  folders: (home, variables) => folderAt(variables, ['npm_config_cache', 'NPM_CONFIG_CACHE'], `${home}/.npm`),
  fills: (command) =>
    programOf(command) === 'npm' &&
    /^(?:i|in|ins|inst|install|ci|clean-install|add|install-test|it|install-ci-test|cit|update|up)$/.test(
      actionOf(command) ?? '',
    ),
  shared: false,
  checks: [],
  offline: /^--offline$/,
  atRunTime: /\bnpx\b|\bnpm (?:exec|x|ci|i|install)\b/,
  clean: { kind: 'command', command: 'npm cache clean --force' },
};

const yarn: Ecosystem = {
  name: 'Yarn',
  findings: ['yarn-cache-left-behind'],
  folderOf: /^.*\/\.cache\/yarn(?=\/)|^.*\/\.yarn\/berry\/cache(?=\/)|^.*\/\.yarn-cache(?=\/)/,
  // Yarn 1 has root's there; the caller has made sure that it is Yarn 1.
  folders: (_, variables) =>
    variables.has('XDG_CACHE_HOME') ? [] : folderAt(variables, ['YARN_CACHE_FOLDER'], '/usr/local/share/.cache/yarn'),
  fills: (command) =>
    programOf(command) === 'yarn' &&
    /^(?:install|add|global|upgrade)$/.test(actionOf(command) ?? 'install') &&
    !command.options.includes('version') &&
    !command.options.includes('v'),
  shared: false,
  checks: ['DL3060'],
  offline: /^--offline$/,
  atRunTime: /\byarn (?:dlx|install)\b/,
  clean: { kind: 'command', command: 'yarn cache clean' },
};

const pnpm: Ecosystem = {
  name: 'pnpm',
  findings: ['pnpm-store-left-behind'],
  folderOf: /^.*\/pnpm\/store(?=\/)|^.*\/\.pnpm-store(?=\/)|^.*\/\.cache\/pnpm(?=\/)/,
  folders: (home, variables) =>
    folderAt(
      variables,
      ['npm_config_store_dir', 'NPM_CONFIG_STORE_DIR'],
      below(
        folderAt(
          variables,
          ['PNPM_HOME'],
          below(folderAt(variables, ['XDG_DATA_HOME'], `${home}/.local/share`)[0], 'pnpm'),
        )[0],
        'store',
      ),
    ),
  fills: (command) =>
    programOf(command) === 'pnpm' &&
    command.args.some((word) => /^(?:i|install|add|fetch|deploy|update|up|prune|rebuild|import)$/.test(word)),
  shared: true,
  checks: [],
  offline: /^--offline$/,
  atRunTime: /\bpnpm (?:dlx|i|install)\b|\bpnpx\b/,
  clean: { kind: 'command', command: 'pnpm store prune' },
};

const composer: Ecosystem = {
  name: 'Composer',
  findings: ['composer-cache-left-behind'],
  folderOf: /^.*\/\.composer\/cache(?=\/)|^.*\/\.cache\/composer(?=\/)/,
  // Without variables it depends on whether there is a folder /etc/xdg.
  folders: (_, variables) =>
    folderAt(variables, ['COMPOSER_CACHE_DIR'], below(folderAt(variables, ['COMPOSER_HOME'], null)[0], 'cache')),
  fills: (command) =>
    programOf(command) === 'composer' &&
    /^(?:install|i|update|u|require|r|create-project|global)$/.test(actionOf(command) ?? ''),
  shared: false,
  keepsNothing: ({ args }) => args.includes('--no-cache'),
  checks: [],
  offline: /^$/,
  atRunTime: /^$/,
  clean: { kind: 'command', command: 'composer clear-cache' },
};

const bundler: Ecosystem = {
  name: 'Bundler',
  findings: ['gem-cache-left-behind'],
  folderOf: /^.*\/cache(?=\/[^/]+\.gem$)|^.*\/\.bundle\/cache(?=\/)/,
  folders: (_, variables) =>
    variables.has('BUNDLE_PATH') ? [] : folderAt(variables, ['GEM_HOME'], null).map((folder) => `${folder}/cache`),
  fills: (command) =>
    (/^bundler?$/.test(programOf(command)) && /^(?:install|update)$/.test(actionOf(command) ?? 'install')) ||
    (programOf(command) === 'gem' && actionOf(command) === 'install'),
  shared: false,
  // Gems go where the project wants them: the folder is not that of the image.
  keepsNothing: ({ args }) => args.some((word) => /^--(?:path|deployment|local)/.test(word)),
  checks: [],
  offline: /^--local$/,
  atRunTime: /\bbundle install\b/,
  clean: { kind: 'remove' },
};

export const scriptingLanguages: readonly Ecosystem[] = [pip, npm, yarn, pnpm, composer, bundler];
