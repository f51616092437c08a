import { joinPieces } from '../../dockerfile/joined-line.ts';
import { readScript } from '../../dockerfile/shell/read-script.ts';
import type { ShellScript, ShellWord, SimpleCommand } from '../../dockerfile/shell/shell-syntax.ts';
import { type CommandState, findFile, findProgram, joined, type Next, unresolved } from './command-state.ts';
import { expandWord, type ShellValues } from './expand-word.ts';

/** Of POSIX shells and bash: none of them is a program that must be there. */
const builtins: ReadonlySet<string> = new Set(
  '. : [ [[ alias bg break builtin caller cd command compgen complete continue declare dirs disown echo enable eval exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit umask unalias unset wait'.split(
    ' ',
  ),
);
const maxRuns = 50;

export interface ShellRun {
  /** What the commands are called in what is said of them. */
  readonly where: string;
  /** Of the script; null for a text that the command has. */
  readonly path: string | null;
  readonly text: string;
  /** `$0`, then `$1`… */
  readonly positional: readonly string[];
}

/** Follows shell commands to the one that the shell becomes, or that it ends with. */
export function followShell({ where, path, text, positional }: ShellRun, state: CommandState): Next {
  const read = readScript(joinPieces(text, [{ start: 0, end: text.length }]));
  if (read.kind === 'not-understood') return unresolved(`${where}: ${read.why}`);
  const { script } = read;
  noteRuns(script, text, state);
  const beside = besideStarting(script);
  if (beside !== null) state.besides.push({ path, says: beside });
  const values = { variables: state.variables, positional: [...positional] };
  noteVariables(script, values, state);
  const execs = script.commands.filter(isExec);
  // Of several the last one is what is left when no condition took another.
  const last = execs.at(-1);
  if (last !== undefined) return becomes(last, execs.length, script, where, values, state);
  return endsWith(script, where, values);
}

/** What a shell does that starting one program, with words that are written there, would not do; null for nothing. */
function besideStarting({ list, commands }: ShellScript): string | null {
  const [item] = list.items;
  if (list.items.length !== 1 || commands.length !== 1 || item?.command.kind !== 'simple' || item.negated)
    return 'has more than one command';
  const { name, args, assignments, redirections } = item.command;
  if (assignments.length > 0) return `sets ${assignments[0]?.name}`;
  if (redirections.length > 0) return 'leads input or output elsewhere';
  const open = [name, ...args].find((word) => word?.kind !== 'literal');
  return open == null ? null : `puts in what ${shown([open])} stands for when it starts`;
}

/** `exec` with a program; alone it redirects only. */
function isExec({ name, args, within }: SimpleCommand): boolean {
  return name?.value === 'exec' && programOf(args).length > 0 && !within.includes('substitution');
}

/** Words behind the options of `exec`. */
function programOf(args: readonly ShellWord[]): readonly ShellWord[] {
  let at = 0;
  for (; args[at]?.value.startsWith('-'); at++) {
    if (args[at]?.value === '--') return args.slice(at + 1);
    if (args[at]?.value.endsWith('a')) at++;
  }
  return args.slice(at);
}

function becomes(
  exec: SimpleCommand,
  count: number,
  script: ShellScript,
  where: string,
  values: ShellValues & { positional: string[] },
  state: CommandState,
): Next {
  const words = programOf(exec.args);
  const handsOn = /^"?\$@"?$/.test(words[0]?.text ?? '');
  if (handsOn) replaceArguments(script, values, state);
  const command = expandAll(words, values);
  if (command === null) return unresolved(`${where} becomes ${shown(words)}, which only the running container knows`);
  if (command.length === 0) return unresolved(`${where} runs the command that it is given, and the image gives none`);
  if (count > 1 && !handsOn && exec.within.length > 0) {
    return unresolved(`${where} becomes one of ${count} programs, as its conditions say`);
  }
  return { command };
}

/** `set -- node "$@"` under a condition: for arguments that are none of a program, as official images have it. */
function replaceArguments(
  script: ShellScript,
  values: ShellValues & { positional: string[] },
  state: CommandState,
): void {
  const first = values.positional[1] ?? '';
  if (first !== '' && !first.startsWith('-') && findProgram(state, first) !== null) return;
  for (const { name, args } of script.commands) {
    if (name?.value !== 'set' || args[0]?.value !== '--') continue;
    const words = expandAll(args.slice(1), values);
    const [program = ''] = words ?? [];
    if (words === null || program === first || findProgram(state, program) === null) continue;
    values.positional.splice(1, values.positional.length, ...words);
    return;
  }
}

function endsWith(script: ShellScript, where: string, values: ShellValues): Next {
  const last = script.list.items.at(-1)?.command;
  if (last === undefined) return unresolved(`${where} has no commands`);
  if (last.kind === 'compound') return unresolved(`${where} ends in more than one command`);
  const name = last.name === null ? null : expandWord(last.name, values);
  const command = name === null ? null : expandAll(last.args, values);
  if (name === null || command === null) {
    return unresolved(
      `${where} ends with ${shown([last.name ?? last.args[0]])}, which only the running container knows`,
    );
  }
  const [program = ''] = name;
  if (builtins.has(program)) return unresolved(`${where} ends with ${program}, a command of the shell itself`);
  return { command: [...name, ...command] };
}

function expandAll(words: readonly ShellWord[], values: ShellValues): string[] | null {
  const [first, ...others] = words.map((word) => expandWord(word, values));
  if (first === undefined) return [];
  if (first === null) return null;
  // What only the running container knows stays as it is written, but for the program.
  return [...first, ...others.flatMap((expanded, i) => expanded ?? [words[i + 1]?.text ?? ''])];
}

/** Variables that the commands set for sure, and the folder that they change to. Others become unknown. */
function noteVariables(script: ShellScript, values: ShellValues & { positional: string[] }, state: CommandState): void {
  const { variables } = state;
  const certain = new Set(
    script.list.items.flatMap(({ command }) => (command.kind === 'simple' ? [command.start] : [])),
  );
  for (const command of script.commands) {
    if (command.within.includes('substitution')) continue;
    const isCertain = certain.has(command.start);
    const name = command.name?.value ?? '';
    const set = (variable: string, value: ShellWord | null) => {
      const words = value === null || !isCertain ? null : expandWord(value, values);
      variables.set(variable, words === null ? null : words.join(' '));
    };
    if (command.name === null) for (const { name: variable, value } of command.assignments) set(variable, value);
    if (name === 'export' || name === 'readonly') for (const word of command.args) exported(word, set);
    if (!isCertain) continue;
    const [target = ''] = command.args[0] === undefined ? [] : (expandWord(command.args[0], values) ?? []);
    if (name === 'cd' && target !== '') state.workingDir = joined(state.workingDir, target);
    if (name === 'shift') values.positional.splice(1, Number(target) || 1);
    if ((name === '.' || name === 'source') && target.endsWith('/bin/activate')) activate(target, state);
  }
}

function exported(word: ShellWord, set: (variable: string, value: ShellWord | null) => void): void {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word.text) ?? [];
  if (name === undefined || value === undefined) return;
  const literal = word.kind === 'literal' ? word.value.slice(name.length + 1) : word.value;
  set(name, { ...word, text: value, value: literal });
}

/** What the script of a Python environment does: its programs come first. */
function activate(path: string, state: CommandState): void {
  if (findFile(state, path) === null) return;
  const folder = joined(state.workingDir, path.slice(0, -'/activate'.length));
  state.variables.set('PATH', `${folder}:${state.variables.get('PATH') ?? ''}`);
}

/** Programs that the commands run, by their names. */
function noteRuns(script: ShellScript, text: string, { shellRuns }: CommandState): void {
  const functions = new Set(
    [...text.matchAll(/^[ \t]*(?:function[ \t]+)?([\w-]{1,100})[ \t]*\(\)/gm)].map(([, name]) => name),
  );
  for (const { name, args } of script.commands) {
    const word = name?.value === 'exec' ? programOf(args)[0] : name;
    if (word == null || word.kind !== 'literal' || builtins.has(word.value) || functions.has(word.value)) continue;
    if (shellRuns.size < maxRuns) shellRuns.add(word.value.slice(0, 200));
  }
}

function shown(words: readonly (ShellWord | undefined)[]): string {
  const text = words.map((word) => word?.text ?? '').join(' ');
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
