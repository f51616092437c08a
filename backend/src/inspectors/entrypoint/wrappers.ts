import type { CommandState } from './command-state.ts';

/** A program that does something and then becomes, or starts and awaits, the command behind its own arguments. */
interface Wrapper {
  readonly names: readonly string[];
  /** Options that have their value in the next word. */
  readonly valued: string;
  /** Words of its own before the command. */
  readonly positionals: number;
  readonly says: string;
}

const wrappers: readonly Wrapper[] = [
  {
    names: ['tini', 'tini-static', 'docker-init', 'catatonit'],
    valued: '-p -e',
    positionals: 0,
    says: 'passes signals on and ends what is left over',
  },
  {
    names: ['dumb-init'],
    valued: '-r --rewrite',
    positionals: 0,
    says: 'passes signals on and ends what is left over',
  },
  { names: ['gosu', 'su-exec', 'setuidgid', 's6-setuidgid'], valued: '', positionals: 1, says: 'becomes another user' },
  {
    names: ['setpriv'],
    valued:
      '--reuid --regid --ruid --euid --rgid --egid --groups --inh-caps --ambient-caps --bounding-set --securebits --pdeathsig --selinux-label --apparmor-profile',
    positionals: 0,
    says: 'becomes another user',
  },
  {
    names: ['runuser', 'sudo'],
    valued: '-u --user -g --group -C -D -h -p -R -T',
    positionals: 0,
    says: 'becomes another user',
  },
  {
    names: ['chpst'],
    valued: '-u -U -e -d -o -p -f -c -t -m -r -n -/ -b -l -L',
    positionals: 0,
    says: 'sets limits and the user',
  },
  { names: ['nice'], valued: '-n --adjustment', positionals: 0, says: 'sets the priority' },
  { names: ['ionice'], valued: '-c --class -n --classdata', positionals: 0, says: 'sets the priority' },
  {
    names: ['stdbuf'],
    valued: '-i -o -e --input --output --error',
    positionals: 0,
    says: 'sets how output is buffered',
  },
  { names: ['timeout'], valued: '-k --kill-after -s --signal', positionals: 1, says: 'ends it after a time' },
  { names: ['nohup', 'setsid', 'time', 'catchsegv'], valued: '', positionals: 0, says: 'starts it' },
  { names: ['numactl'], valued: '-i -N -m -C -p -l', positionals: 0, says: 'sets the processors' },
];

const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s;

/** @returns null where the program is no wrapper */
export function unwrapped(
  name: string,
  words: readonly string[],
  state: CommandState,
): { readonly command: readonly string[]; readonly says: string } | null {
  if (name === 'env') return { command: behindEnv(words, state), says: 'sets variables' };
  const wrapper = wrappers.find(({ names }) => names.includes(name));
  if (wrapper === undefined) return null;
  const valued = wrapper.valued.split(' ');
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') break;
    if (!word.startsWith('-') || word === '-') break;
    if (valued.includes(word)) at++;
  }
  if (words[at] === '--') at++;
  return { command: words.slice(at + wrapper.positionals), says: wrapper.says };
}

/** env(1): options, then variables, then the command. `-S` splits one word into many, as first lines of scripts need. */
function behindEnv(words: readonly string[], { variables }: CommandState): readonly string[] {
  let rest = [...words];
  while (rest.length > 0) {
    const [word = '', value = ''] = rest;
    const set = assignment.exec(word);
    const split = /^(?:-S|--split-string=?)\s*(.*)$/s.exec(word) ?? /^-v?S\s*(.*)$/s.exec(word);
    if (set !== null) {
      variables.set(set[1] ?? '', set[2] ?? '');
      rest = rest.slice(1);
    } else if (split !== null) {
      const text = split[1] === '' ? value : (split[1] ?? '');
      rest = [...text.split(/\s+/).filter((one) => one !== ''), ...rest.slice(split[1] === '' ? 2 : 1)];
    } else if (word === '-i' || word === '-' || word === '--ignore-environment') {
      variables.clear();
      rest = rest.slice(1);
    } else if (word === '-u' || word === '--unset' || word === '-C' || word === '--chdir') {
      if (word.endsWith('u') || word.endsWith('unset')) variables.delete(value);
      rest = rest.slice(2);
    } else if (word === '--') return rest.slice(1);
    else if (word.startsWith('-')) rest = rest.slice(1);
    else return rest;
  }
  return rest;
}
