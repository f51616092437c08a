import type { PlainCommand } from '../../dockerfile/lint/plain-commands.ts';

/** A command that installs what the project's manifests name, and only that. */
export interface Install {
  readonly ecosystem: 'npm' | 'pip' | 'go' | 'bundler';
  /** Files that the command itself names. */
  readonly named: readonly string[];
}

/** What a command does with the files of a project: installs by them, has no use for them, or who knows what. */
export type Use = Install | 'none' | 'unknown';

const valueOptions: ReadonlySet<string> = new Set([
  '-i',
  '--index-url',
  '--extra-index-url',
  '--trusted-host',
  '--no-binary',
  '--only-binary',
  '--timeout',
  '--retries',
  '--prefix',
  '--target',
  '-t',
  '--jobs',
  '-j',
  '--registry',
  '--cache-dir',
]);

export function useOf({ name, args, command }: PlainCommand): Use {
  if (command.within.length > 0 || command.redirections.length > 0) return 'unknown';
  const isLiteral = command.args.every(({ kind }) => kind === 'literal');
  const words = wordsOf(args);
  const [verb = ''] = words;
  switch (name) {
    case 'npm':
      if (/^(?:config|cache)$/.test(verb) || (isGlobal(args) && /^(?:i|install)$/.test(verb))) return 'none';
      return /^(?:ci|i|install|clean-install)$/.test(verb) && words.length === 1 && isLiteral
        ? { ecosystem: 'npm', named: [] }
        : 'unknown';
    case 'pnpm':
    case 'yarn':
      if (isGlobal(args)) return 'none';
      if (words.length > 1 || !isLiteral || args.some((arg) => /^(?:-C|--dir|--cwd|-F|--filter)/.test(arg)))
        return 'unknown';
      return /^(?:i|install)$/.test(verb) || (name === 'yarn' && verb === '')
        ? { ecosystem: 'npm', named: [] }
        : 'unknown';
    case 'corepack':
    case 'apt-get':
    case 'apt':
    case 'apk':
      return 'none';
    case 'pip':
    case 'pip3':
      return isLiteral ? useOfPip(args) : 'unknown';
    case 'python':
    case 'python3':
      return isLiteral && args[0] === '-m' && args[1] === 'pip' ? useOfPip(args.slice(2)) : 'unknown';
    case 'go':
      return args.join(' ') === 'mod download' ? { ecosystem: 'go', named: [] } : 'unknown';
    case 'bundle':
      return verb === 'install' && words.length === 1 && isLiteral ? { ecosystem: 'bundler', named: [] } : 'unknown';
    default:
      return 'unknown';
  }
}

function isGlobal(args: readonly string[]): boolean {
  return args.some((arg) => arg === '-g' || arg === '--global' || arg === 'global');
}

function useOfPip([verb, ...args]: readonly string[]): Use {
  if (verb !== 'install') return 'unknown';
  const named: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const file = /^(?:-r|-c|--requirement=|--constraint=)(.+)$/.exec(arg)?.[1];
    if (file !== undefined) named.push(file);
    else if (/^(?:-r|-c|--requirement|--constraint)$/.test(arg)) named.push(args[++i] ?? '');
    else if (/^(?:-e|--editable)/.test(arg)) return 'unknown';
    else if (valueOptions.has(arg)) i++;
    // A folder or an archive of the project; names of packages have neither.
    else if (/^\.|\/|\.(?:whl|gz|zip)$/.test(arg) && !arg.startsWith('-')) return 'unknown';
  }
  return named.length > 0 ? { ecosystem: 'pip', named } : 'none';
}

/** Without options and their values. */
function wordsOf(args: readonly string[]): string[] {
  return args.filter((arg, i) => !arg.startsWith('-') && !valueOptions.has(args[i - 1] ?? ''));
}
