import { parseDockerfile } from '../parse-dockerfile.ts';
import type { WrittenInstruction } from './history-line.ts';
import { commandOf } from './instruction-fits.ts';
import { jsonForm, splitPairs } from './quote-words.ts';

/** A RUN of the history, taken apart. */
export interface WrittenRun {
  readonly args: readonly (readonly [string, string])[];
  /** Null for the JSON form. */
  readonly shell: string | null;
  readonly command: string;
}

/**
 * @param shell words of the SHELL in force
 * @param known build arguments with their values, where those are known
 */
export function readRun(
  { rest, argCount }: WrittenInstruction,
  shell: string,
  known: ReadonlyMap<string, string | null>,
): WrittenRun | null {
  if (argCount === 0) return withoutArgs(rest, shell);
  // The value of the last argument may hold anything; the first shell behind it is taken.
  const at = rest.indexOf(` ${shell} `);
  if (at === -1) return behindKnownArgs(rest, argCount, known);
  const args = splitPairs(rest.slice(0, at), known);
  if (args === null || args.length !== argCount) return null;
  return { args, shell, command: rest.slice(at + shell.length + 2) };
}

/** Without a shell only values that are known tell where the words of the JSON form begin. */
function behindKnownArgs(rest: string, argCount: number, known: ReadonlyMap<string, string | null>): WrittenRun | null {
  const args: [string, string][] = [];
  let at = 0;
  while (args.length < argCount) {
    const found = [...known].find(([name, value]) => value !== null && rest.startsWith(`${name}=${value} `, at));
    if (found === undefined) return null;
    const [name, value] = found;
    args.push([name, value ?? '']);
    at += `${name}=${value} `.length;
  }
  return { args, shell: null, command: rest.slice(at) };
}

function withoutArgs(rest: string, shell: string): WrittenRun {
  if (rest.startsWith(`${shell} `)) return { args: [], shell, command: rest.slice(shell.length + 1) };
  return { args: [], shell: null, command: rest };
}

/** Writes the instruction so that it runs exactly this command, which is made sure of by reading it again. */
export function writeRun({ shell, command }: WrittenRun): string {
  if (shell === null) return `RUN ${jsonForm(command.split(' '))}`;
  for (const candidate of shellForms(command)) {
    const [, run, ...more] = parseDockerfile(`FROM scratch\n${candidate}\n`).instructions;
    if (run !== undefined && more.length === 0 && !run.json && run.flags.length === 0 && commandOf(run) === command) {
      return candidate;
    }
  }
  return `RUN ${jsonForm([...shell.split(' '), command])}`;
}

function shellForms(command: string): string[] {
  if (!command.includes('\n')) return [`RUN ${broken(command)}`, `RUN ${command}`];
  if (!command.endsWith('\n')) return [`RUN ${command}`];
  return command.startsWith('#!') ? [] : ['EOF', 'END', 'END_OF_RUN'].map((name) => `RUN <<${name}\n${command}${name}`);
}

/**
 * Breaks a long line where it was broken, most likely: at white space of several characters. The continuation goes with
 * the line end, so that the command stays what it was.
 */
function broken(command: string): string {
  return command
    .replaceAll(/(?:&&|\|\||[;|{(]|\b(?:then|do|else)) ?(?=(?:\t+| {2,})[^\s#])/g, '$&\\\n')
    .replaceAll(/[^\s\\] ?(?=(?:\t+| {3,})[^\s#])/g, '$&\\\n')
    .replaceAll(/\S (?=[ \t]+(?:&&|\|\|) [^\s\\])/g, '$&\\\n');
}
