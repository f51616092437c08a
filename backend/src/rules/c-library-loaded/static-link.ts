import { posix } from 'node:path';
import type { PlainCommand } from '../../dockerfile/lint/plain-commands.ts';
import { noNode } from '../../image/merge.ts';
import type { RuleEdit } from '../draft.ts';
import type { ImageEvidence } from '../evidence.ts';
import type { StartedProgram } from '../started-program.ts';
import type { Subject } from '../subject.ts';
import { linkOf } from './makefile.ts';

/** How the command that links the program is told to do it statically. */
export interface StaticLink {
  readonly edits: readonly RuleEdit[];
  /** Libraries that it names by `-l`. */
  readonly libraries: readonly string[];
  /** Where the command is written, if not in the Dockerfile. */
  readonly makefile: string | null;
}

const compiler = /^(?:\/usr\/(?:local\/)?bin\/)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)(?:-\d+)?$/;
/** Do not link a program, or say already how. */
const otherMode = /^-(?:c|S|E|M|MM|shared|static|static-pie|nostdlib|r|pie|rdynamic|Wl,.*|Xlinker|fsanitize.*)$/;
const makefileNames = ['GNUmakefile', 'makefile', 'Makefile'];

/** What comes behind the compiler's name; null where it is not certain which command links the program. */
export function staticLink(subject: Subject, image: ImageEvidence, program: StartedProgram): StaticLink | null {
  return compilerLink(subject, program) ?? makeLink(subject, image, program);
}

/** By the one command of the line that compiles. */
function compilerLink(subject: Subject, { path, run }: StartedProgram): StaticLink | null {
  const linking = subject.commands(run).filter((one) => compiler.test(one.name));
  const [command] = linking;
  if (command === undefined || linking.length > 1) return null;
  const { args } = command;
  const { name: word } = command.command;
  // What a variable or another command says may be any option.
  if (word?.value !== command.name || command.command.args.some(({ kind }) => kind === 'expanded')) return null;
  if (args.some((one) => otherMode.test(one))) return null;
  const output = args.includes('-o') ? args[args.indexOf('-o') + 1] : 'a.out';
  if (output === undefined || posix.basename(output) !== posix.basename(path)) return null;
  const text = args.includes('-s') ? ' -static' : ' -static -s';
  return { edits: [{ start: word.end, end: word.end, text }], libraries: librariesIn(args), makefile: null };
}

/** By a Makefile of the project that names its compiler by a variable: the variable gets the option, too. */
function makeLink(subject: Subject, image: ImageEvidence, { path, run }: StartedProgram): StaticLink | null {
  const { instructions } = subject.file;
  const makes = instructions.filter(
    (one) => one.name === 'RUN' && subject.commands(one).some(({ name }) => name === 'make'),
  );
  const commands = subject.commands(run);
  const [first, ...others] = commands.filter(({ name }) => name === 'make');
  // What another line linked is there already when this one runs.
  if (first === undefined || makes.length !== 1) return null;
  const asked = askedOf(first);
  if (asked === null || others.some((one) => askedOf(one)?.folder !== asked.folder)) return null;
  const folder = folderOf(subject, commands, first);
  const makefile = folder === null ? null : makefileIn(subject, image, posix.resolve(folder, asked.folder));
  if (makefile === null) return null;
  const set = `${(image.config.config?.Env ?? []).join('\n')}\n${subject.text}`;
  const isSet = (name: string) => new RegExp(`\\b${name.replaceAll('.', '\\.')}\\b`).test(set);
  const link = isSet('CC') || isSet('CXX') ? null : linkOf(makefile.text, posix.basename(path), asked.variables, isSet);
  if (link === null || !compiler.test(link.compiler) || /clang/.test(link.compiler)) return null;
  if (link.words.some((word) => otherMode.test(word))) return null;
  const text = ` ${link.compilerVariable}='${link.compiler} -static -s'`;
  const ends = [first, ...others].flatMap(({ command }) => command.name?.end ?? []);
  return {
    edits: ends.map((end) => ({ start: end, end, text })),
    libraries: librariesIn(link.words),
    makefile: makefile.path,
  };
}

function librariesIn(words: readonly string[]): string[] {
  return words.filter((word) => /^-l./.test(word)).map((word) => word.slice('-l'.length));
}

/** Which folder and variables a command of make names; null for what it may do otherwise. */
function askedOf({ args, command }: PlainCommand): { folder: string; variables: Map<string, string> } | null {
  if (command.assignments.length > 0 || command.args.some(({ kind }) => kind !== 'literal')) return null;
  const variables = new Map<string, string>();
  let folder = '.';
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    const [, name, value = ''] = /^(\w+)=(.*)$/.exec(word) ?? [];
    if (name !== undefined) variables.set(name, value);
    else if (word === '-C') folder = args[++i] ?? '.';
    else if (word.startsWith('-') && !/^(?:-j\d*|--jobs(?:=\d+)?|-s|--silent)$/.test(word)) return null;
  }
  return { folder, variables };
}

/** Where a command runs, as far as a plain `cd` before it tells. */
function folderOf(subject: Subject, commands: readonly PlainCommand[], command: PlainCommand): string | null {
  const run = subject.file.instructions.find(
    ({ start, end }) => start <= command.command.start && end >= command.command.end,
  );
  let folder = run === undefined ? null : (subject.place(run)?.workingDir ?? null);
  for (const { name, args, command: one } of commands.slice(0, commands.indexOf(command))) {
    if (name === 'pushd' || name === 'popd') return null;
    if (name !== 'cd') continue;
    const [to] = args;
    if (to === undefined || args.length > 1 || to === '-' || one.args.some(({ kind }) => kind !== 'literal'))
      return null;
    if (folder === null && !to.startsWith('/')) return null;
    folder = posix.resolve(folder ?? '/', to);
  }
  return folder;
}

/** The project's own, if the image has it with the same size. */
function makefileIn({ project }: Subject, { tree }: ImageEvidence, folder: string) {
  for (const name of makefileNames) {
    const path = posix.join(folder, name);
    const node = tree.resolve(path);
    if (node === noNode) continue;
    const found = (project?.files ?? []).filter(
      (file) => file.bytes === tree.size(node) && (path === `/${file.path}` || path.endsWith(`/${file.path}`)),
    );
    const [file] = found;
    return file === undefined || found.length > 1 || file.text === null ? null : { path: file.path, text: file.text };
  }
  return null;
}
