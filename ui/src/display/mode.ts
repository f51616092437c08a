import type { EntryType } from '@aligera/backend/src/answers.ts';

const typeLetters: Readonly<Record<EntryType, string>> = {
  directory: 'd',
  file: '-',
  hardlink: '-',
  symlink: 'l',
  'character-device': 'c',
  'block-device': 'b',
  fifo: 'p',
};

/** `drwxr-xr-x`, as `ls -l` writes it, with setuid, setgid and sticky. */
export function formatMode(mode: number, type: EntryType): string {
  const letter = (bit: number, yes: string) => (mode & bit ? yes : '-');
  const execute = (bit: number, special: number, name: string) => {
    if (!(mode & special)) return letter(bit, 'x');
    return mode & bit ? name : name.toUpperCase();
  };
  return [
    typeLetters[type],
    letter(0o400, 'r'),
    letter(0o200, 'w'),
    execute(0o100, 0o4000, 's'),
    letter(0o040, 'r'),
    letter(0o020, 'w'),
    execute(0o010, 0o2000, 's'),
    letter(0o004, 'r'),
    letter(0o002, 'w'),
    execute(0o001, 0o1000, 't'),
  ].join('');
}

/** `0755`, `4755` */
export function octalMode(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
