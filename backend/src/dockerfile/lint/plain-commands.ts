import type { ShellScript, SimpleCommand } from '../shell/shell-syntax.ts';

/** A simple command as rules look at it: words without quotes, and options by name. */
export interface PlainCommand {
  readonly name: string;
  readonly args: readonly string[];
  /** Without dashes and values: `install` of `--install=x`; each letter of `-xy`. */
  readonly options: readonly string[];
  readonly command: SimpleCommand;
}

/** Run what their first argument names. */
const wrappers: ReadonlySet<string> = new Set(['builtin', 'busybox', 'command', 'exec']);

/** All commands of a script of which the name is known. */
export function plainCommands(script: ShellScript | null): PlainCommand[] {
  return (script?.commands ?? []).flatMap((command) => {
    const { name } = command;
    if (name === null || name.kind === 'expanded') return [];
    const args = command.args.map(({ value }) => value);
    const wrapped = wrappers.has(name.value) ? args.find((arg) => !arg.startsWith('-')) : undefined;
    return [{ name: wrapped ?? name.value, args, options: args.flatMap(optionsIn), command }];
  });
}

/** The names of the options in a word. */
export function optionsIn(arg: string): string[] {
  if (arg === '-' || arg === '--' || !arg.startsWith('-')) return [];
  return arg.startsWith('--') ? [arg.slice(2).split('=')[0] ?? ''] : [...arg.slice(1)];
}
