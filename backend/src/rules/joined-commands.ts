import type { ShellScript } from '../dockerfile/shell/shell-syntax.ts';

/** Change the shell for all that comes after them. */
const changing: ReadonlySet<string> = new Set([
  ...[
    '.',
    'alias',
    'declare',
    'enable',
    'eval',
    'exec',
    'exit',
    'export',
    'hash',
    'local',
    'popd',
    'pushd',
    'readonly',
  ],
  ...['return', 'shopt', 'source', 'trap', 'typeset', 'ulimit', 'umask', 'unalias', 'unset'],
]);

/**
 * Why the commands of one shell cannot follow those of another in it, joined with `&&`; null where they can.
 * @param text the second one's, as written
 */
export function whyNotJoined(first: ShellScript, second: ShellScript, text: string): string | null {
  if (first.list.items.some(({ separator }) => separator?.operator === '&')) {
    return 'the first of them starts something in the background';
  }
  const loose = second.list.items.find(({ separator }) => !/^(?:&&|\|&?)$/.test(separator?.operator ?? '&&'));
  // `a && b; c` goes on with c where a failed.
  if (loose !== undefined) return `the commands of the second are joined with ${shown(loose.separator?.operator)}`;
  for (const { name, args, assignments, within } of first.commands) {
    if (within.includes('subshell') || within.includes('substitution')) continue;
    if (name === null) {
      const leaking = assignments.find((one) => leaks(one.name, text));
      if (leaking !== undefined) return `the first of them sets ${leaking.name}`;
    } else if (changing.has(name.value)) return `the first of them has ${name.value}, which changes the shell`;
    else if (name.value === 'cd' && !startsInOwnFolder(second)) return 'the first of them changes its folder';
    else if (
      name.value === 'set' &&
      !isHarmless(
        args.map(({ value }) => value),
        second,
        text,
      )
    ) {
      return 'the first of them sets options of the shell';
    }
  }
  if (first.list.items.some(({ command }) => command.kind === 'compound' && command.type === 'function')) {
    return 'the first of them defines a function';
  }
  return null;
}

function shown(operator: string | undefined): string {
  return operator === '\n' ? 'line ends' : (operator ?? '');
}

/** Variables of the shell alone do no harm where nobody reads them; those that programs read are mostly in capitals. */
function leaks(name: string, text: string): boolean {
  return text.includes(name) || /^(?:PATH|HOME|IFS|SHELL|TMPDIR|PWD|LANG|LC_.*|LD_.*|.*PATH)$/.test(name);
}

function startsInOwnFolder({ list }: ShellScript): boolean {
  const [first] = list.items;
  if (first?.command.kind !== 'simple' || first.command.name?.value !== 'cd') return false;
  const [folder] = first.command.args;
  return folder?.kind === 'literal' && folder.value.startsWith('/');
}

/** `-e` ends what `&&` ends anyway, `-x` prints. */
function isHarmless(options: readonly string[], { list }: ShellScript, text: string): boolean {
  const isPlain = list.items.every(
    ({ command, separator }) => command.kind === 'simple' && !separator?.operator.startsWith('|'),
  );
  const isPipefail = options.some((option, i) => option === 'pipefail' && /^-[a-z]*o$/.test(options[i - 1] ?? ''));
  const letters = options.filter((option) => option !== 'pipefail').join('');
  if (!/^(?:-[exuo]+)+$/.test(letters) || (letters.includes('o') && !isPipefail)) return false;
  return isPlain && (!letters.includes('u') || !text.includes('$'));
}
