import { posix } from 'node:path';
import type { PlainCommand } from '../dockerfile/lint/plain-commands.ts';

/** Where curl or wget writes what it downloads. */
export interface Download {
  /** Without quotes; a variable in it is as written. */
  readonly path: string;
  readonly isLiteral: boolean;
}

/** Null where it is another command, or writes to its output, or where it writes to is not told. */
export function downloadOf({ name, args, command }: PlainCommand): Download | null {
  const wordBehind = (option: RegExp): Download | null => {
    const at = command.args.findIndex(({ value }) => option.test(value));
    const word = at === -1 ? undefined : command.args[at + 1];
    return word === undefined || word.value === '-' ? null : { path: word.value, isLiteral: word.kind === 'literal' };
  };
  const url = command.args.find(({ value }) => /^(?:https?|ftp):\/\//.test(value));
  const last = posix.basename(url?.value.split(/[?#]/)[0] ?? '');
  const own: Download | null =
    url === undefined || last === '' ? null : { path: last, isLiteral: url.kind === 'literal' };
  if (name === 'curl') {
    if (args.some((word) => /^(?:-[a-zA-Z]*o|--output)$/.test(word))) return wordBehind(/^(?:-[a-zA-Z]*o|--output)$/);
    return args.some((word) => /^(?:-[a-zA-Z]*O[a-zA-Z]*|--remote-name)$/.test(word)) ? own : null;
  }
  if (name !== 'wget' || args.some((word) => /^(?:-P|--directory-prefix|-i)/.test(word))) return null;
  if (args.some((word) => /^(?:-[a-zA-Z]*O|--output-document)$/.test(word))) {
    return wordBehind(/^(?:-[a-zA-Z]*O|--output-document)$/);
  }
  return args.some((word) => /^-\w*O|--output-document/.test(word)) ? null : own;
}
