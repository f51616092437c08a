import { joinPieces } from '../../dockerfile/joined-line.ts';
import { type PlainCommand, plainCommands } from '../../dockerfile/lint/plain-commands.ts';
import { readScript } from '../../dockerfile/shell/read-script.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import type { Subject } from '../subject.ts';

/** A program that a line runs, as it names it. */
export interface CalledProgram {
  readonly name: string;
  readonly args: readonly string[];
}

const shells = /^(?:sh|bash|dash|ash|zsh|source|\.)$/;
/** Run what their arguments name, wherever it stands among them. */
const wrappers = /^(?:env|sudo|xargs|timeout|nice|time|nohup|su|gosu|chroot|find|flock|script|unbuffer)$/;
/** Scripts that other languages' programs run. */
const otherScript = /\.(?:py|js|mjs|cjs|ts|rb|pl|php|jar)$|(?:^|\/)(?:node_modules\/\.bin|vendor\/bin|bin)\/[^/]+$/;
const maxDepth = 3;

/**
 * The programs that a RUN runs.
 * @returns a sentence's end where some are not known: `runs ./install.sh, and what that runs is not known`
 */
export function calledPrograms(subject: Subject, run: Instruction): CalledProgram[] | string {
  if (run.json) {
    const [name = '', ...args] = run.values.map(({ text }) => text);
    return followed({ name, args }, 0);
  }
  const read = subject.run(run);
  if (read.kind === 'left-alone') return `is not read: ${read.why}`;
  if (read.script.commands.some(({ name }) => name?.kind === 'expanded')) return 'runs a program that a variable names';
  return allFollowed(plainCommands(read.script), 0);
}

function allFollowed(commands: readonly (CalledProgram | PlainCommand)[], depth: number): CalledProgram[] | string {
  const called: CalledProgram[] = [];
  for (const { name, args } of commands) {
    const inner = followed({ name, args }, depth);
    if (typeof inner === 'string') return inner;
    called.push(...inner);
  }
  return called;
}

function followed(command: CalledProgram, depth: number): CalledProgram[] | string {
  const { name, args } = command;
  if (shells.test(name.slice(name.lastIndexOf('/') + 1))) return ofShell(command, depth);
  if (wrappers.test(name)) {
    const words = args.filter((word) => !word.startsWith('-') && !word.includes('='));
    return [command, ...words.map((word, i) => ({ name: word, args: words.slice(i + 1) }))];
  }
  const isScript = /\.(?:sh|bash)$/.test(name) || (/^\.{0,2}\/?\w.*\//.test(name) && !name.startsWith('/'));
  if ((isScript || name.startsWith('./')) && !otherScript.test(name)) {
    return `runs ${name}, and what that runs is not known`;
  }
  return [command];
}

function ofShell({ name, args }: CalledProgram, depth: number): CalledProgram[] | string {
  const at = args.findIndex((word) => /^-[a-z]*c$/.test(word));
  const script = at === -1 ? undefined : args[at + 1];
  if (script !== undefined && depth < maxDepth) {
    const read = readScript(joinPieces(script, [{ start: 0, end: script.length }]));
    return read.kind === 'commands' ? allFollowed(plainCommands(read.script), depth + 1) : `runs ${name}: ${read.why}`;
  }
  const file = args.find((word) => !word.startsWith('-'));
  if (file === undefined) return `has ${name} run what it is handed, and what that runs is not known`;
  // A virtual environment of Python is entered so.
  if (/\/bin\/activate$|^\/etc\/(?:profile|os-release)$/.test(file)) return [];
  return `runs ${file}, and what that runs is not known`;
}
