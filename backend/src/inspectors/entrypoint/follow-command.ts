import { elfReader } from '../elf/elf-reader.ts';
import { scriptReader } from '../scripts/script-reader.ts';
import {
  type CommandEnd,
  type CommandState,
  defaultPath,
  type FoundProgram,
  findFile,
  findProgram,
  joined,
  lastSegment,
  type Next,
  unresolved,
} from './command-state.ts';
import { interpreted } from './interpreters.ts';
import { packageRun } from './package-scripts.ts';
import { followShell } from './shell-script.ts';
import { unwrapped } from './wrappers.ts';

/** No image has so many; a script that becomes itself would never end. */
const maxSteps = 30;

const shells = /^(?:sh|bash|dash|ash|ksh|mksh|zsh)$/;

/** From the configured command to the program that stays. Steps, files and variables are added to the state. */
export function followCommand(command: readonly string[], state: CommandState): CommandEnd {
  let next: Next = { command };
  for (let step = 0; step < maxSteps; step++) {
    if ('end' in next) return next.end;
    next = follow(next.command, state);
  }
  return 'end' in next ? next.end : endOf(unresolved('it leads from program to program without end'));
}

function endOf(next: Next): CommandEnd {
  if ('end' in next) return next.end;
  throw new Error('a command that leads on is no end');
}

function follow(command: readonly string[], state: CommandState): Next {
  const [word = '', ...words] = command;
  const found = findProgram(state, word);
  if (found === null) return missing(word, state);
  const { image, steps } = state;
  const path = image.tree.path(found.file);
  state.files.add(found.file);
  const names = [lastSegment(word), lastSegment(path)];
  const ran = packageRun(names[0] ?? '', words, state) ?? packageRun(names[1] ?? '', words, state);
  if (ran !== null && ran.state !== 'other') {
    if (ran.state === 'unresolved') return unresolved(ran.why);
    steps.push({
      kind: 'wrapper',
      word,
      path,
      says: `runs the script ${ran.name} of ${ran.path}: ${shorter(ran.script)}`,
    });
    noteInterpreterOf(found, state);
    if (joined(ran.folder, '') !== joined(state.workingDir, '')) {
      state.besides.push({ path, says: `starts it in ${ran.folder}` });
    }
    for (const other of ran.around) state.besides.push({ path, says: `runs the script ${other}, too` });
    state.whyShell ??= `${lastSegment(word)} hands its scripts to a shell`;
    // They run in the package's folder, and find the programs of its dependencies.
    state.workingDir = ran.folder;
    state.variables.set(
      'PATH',
      `${joined(ran.folder, 'node_modules/.bin')}:${state.variables.get('PATH') || defaultPath}`,
    );
    return { command: ['/bin/sh', '-c', ran.script] };
  }
  const elf = image.reading(elfReader, found.file);
  if (elf !== null)
    return elf.state === 'unread' ? unresolved(`${path} cannot be read: ${elf.why}`) : program(found, command, state);
  const script = image.reading(scriptReader, found.file);
  if (script === null) return unresolved(`${path} is neither a program nor a script that names its interpreter`);
  if (script.state === 'unread') return unresolved(`${path} cannot be read: ${script.why}`);
  return scriptStep(found, command, script.value, state);
}

function missing(word: string, { workingDir, variables }: CommandState): Next {
  if (word === '') return unresolved('there is no command');
  if (word.startsWith('/')) return unresolved(`the image has no program ${word}`);
  if (word.includes('/')) return unresolved(`the image has no program ${word} in ${workingDir}`);
  const folders = shorter(variables.get('PATH') || 'which is not set');
  return unresolved(`the image has no program ${word} in its PATH, ${folders}`);
}

/** An ELF file: a shell, a wrapper, an interpreter, or what the image is about. */
function program(found: FoundProgram, command: readonly string[], state: CommandState): Next {
  const { steps, image } = state;
  const path = image.tree.path(found.file);
  const [word = ''] = command;
  const real = lastSegment(path);
  // Programs that are many in one take the name that they are called by.
  const isMany = /^(?:busybox(?:\.static)?|coreutils|toybox)$/.test(real);
  const called = lastSegment(word) === real && isMany ? command.slice(1) : command;
  const names = isMany ? [lastSegment(called[0] ?? '')] : [lastSegment(word), real];
  const words = called.slice(1);
  if (names.some((name) => shells.test(name))) return shell(found, word, words, state);
  for (const name of names) {
    const inner = unwrapped(name, words, state);
    if (inner === null) continue;
    steps.push({ kind: 'wrapper', word, path, says: inner.says });
    // The first line of a script finds its interpreter by env, and sets nothing.
    if (name !== 'env' || words.some((one) => /^-|=/.test(one))) state.besides.push({ path, says: inner.says });
    if (inner.command.length === 0) return unresolved(`${word} is given no command`);
    return { command: inner.command };
  }
  for (const name of names) {
    const given = interpreted(name, words, state);
    if (given === null) continue;
    steps.push({ kind: 'interpreter', word, path, says: given.says });
    if (given.file !== null) state.files.add(given.file);
    const runtime = foundKind(found, state) ?? given.runtime;
    return ended({ program: found.file, runtime, script: given.script, runs: [path, ...words] });
  }
  steps.push({ kind: 'program', word, path, says: 'is a program of its own' });
  return ended({ program: found.file, runtime: 'binary', script: null, runs: [path, ...words] });
}

function ended(end: Omit<CommandEnd, 'unresolved'>): Next {
  return { end: { ...end, unresolved: null } };
}

/** As the inspectors of packages tell it: a JRE from a JDK, an SDK from a runtime. */
function foundKind({ file }: FoundProgram, { runtimes, image: { tree } }: CommandState): CommandEnd['runtime'] {
  const path = tree.path(file);
  const kind = runtimes.find(
    (one) => one.path === path || path.startsWith(`${one.path}/`) || one.files.includes(file),
  )?.kind;
  return kind ?? null;
}

function shell(found: FoundProgram, word: string, words: readonly string[], state: CommandState): Next {
  const { steps, image } = state;
  const path = image.tree.path(found.file);
  const { commands, rest } = shellArguments(words);
  if (commands !== null) {
    const says = `runs ${shorter(commands)}`;
    steps.push({ kind: 'shell', word, path, says });
    state.whyShell ??= `the command is one of a shell: ${shorter(commands)}`;
    const next = followShell({ where: 'the command', path: null, text: commands, positional: rest }, state);
    return staysShell(next, found, words, state);
  }
  const [file, ...others] = rest;
  if (file === undefined) {
    steps.push({ kind: 'shell', word, path, says: 'waits for commands' });
    state.whyShell ??= 'a shell is what it starts';
    return ended({ program: found.file, runtime: 'shell', script: null, runs: [path, ...words] });
  }
  const script = findFile(state, file);
  if (script === null) return unresolved(`${word} is to run ${file}, which the image does not have`);
  const reading = image.reading(scriptReader, script);
  const scriptPath = image.tree.path(script);
  state.files.add(script);
  steps.push({ kind: 'shell', word, path, says: `runs ${scriptPath}` });
  state.whyShell ??= `${scriptPath} is a script of a shell`;
  if (reading?.state !== 'read' || reading.value.text === null) return notKept(scriptPath, found, [path, ...words]);
  const isTold = steps.some((step) => step.kind === 'script' && step.path === scriptPath);
  if (!isTold) steps.push({ kind: 'script', word: file, path: scriptPath, says: 'is a script of a shell' });
  const run = { where: scriptPath, path: scriptPath, text: reading.value.text, positional: [file, ...others] };
  return staysShell(followShell(run, state), found, words, state, scriptPath);
}

/** Options of one letter may stand together (`-ec`). */
function shellArguments(words: readonly string[]): { commands: string | null; rest: readonly string[] } {
  let isCommand = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--' || word === '-') return taken(words.slice(at + 1), isCommand);
    if (!/^[-+]/.test(word)) return taken(words.slice(at), isCommand);
    if (!word.startsWith('--') && word.includes('c')) isCommand = true;
    if (/^[-+][a-z]*[oO]$/.test(word) || word === '--rcfile' || word === '--init-file') at++;
  }
  return { commands: null, rest: [] };
}

function taken(words: readonly string[], isCommand: boolean) {
  const [commands = null, ...others] = words;
  if (!isCommand) return { commands: null, rest: words };
  return { commands, rest: others.length === 0 ? ['sh'] : others };
}

/** Where the commands lead no further the shell itself is what is known to run. */
function staysShell(
  next: Next,
  found: FoundProgram,
  words: readonly string[],
  state: CommandState,
  script: string | null = null,
): Next {
  if ('command' in next || next.end.program !== -1) return next;
  const runs = [state.image.tree.path(found.file), ...words];
  return { end: { ...next.end, program: found.file, runtime: 'shell', script, runs } };
}

function notKept(path: string, { file }: FoundProgram, runs: readonly string[]): Next {
  const why = `what ${path} does is not known: its text was not read`;
  return { end: { program: file, runtime: 'shell', script: path, runs, unresolved: why } };
}

/** execve(2): the interpreter gets its argument, the script's path, and the arguments. */
function scriptStep(
  { file, path }: FoundProgram,
  [word = '', ...words]: readonly string[],
  { interpreter, argument, text }: { interpreter: string | null; argument: string | null; text: string | null },
  state: CommandState,
): Next {
  const scriptPath = state.image.tree.path(file);
  if (interpreter === null)
    return unresolved(`${scriptPath} names no interpreter, so that the kernel does not start it`);
  const firstLine = argument === null ? interpreter : `${interpreter} ${argument}`;
  state.steps.push({ kind: 'script', word, path: scriptPath, says: `is run by ${firstLine}${madeFor(text)}` });
  return { command: [interpreter, ...(argument === null ? [] : [argument]), path, ...words] };
}

/** Scripts that pip makes for a package import what they run. */
function madeFor(text: string | null): string {
  const module = /^from ([A-Za-z_][\w.]{0,200}) import (\w{1,100})$/m.exec(text ?? '');
  return module === null ? '' : `, and calls ${module[2]} of ${module[1]}`;
}

/** npm and its kin are scripts themselves: what runs them is needed, too. */
function noteInterpreterOf({ file }: FoundProgram, state: CommandState): void {
  const reading = state.image.reading(scriptReader, file);
  if (reading?.state !== 'read' || reading.value.interpreter === null) return;
  const { interpreter, argument } = reading.value;
  for (const word of [interpreter, ...(lastSegment(interpreter) === 'env' && argument !== null ? [argument] : [])]) {
    const found = findProgram(state, word);
    if (found !== null) state.files.add(found.file);
  }
}

function shorter(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
