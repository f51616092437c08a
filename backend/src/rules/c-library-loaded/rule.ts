import type { KnownCall } from '../../elf/known-names.ts';
import { noNode } from '../../image/merge.ts';
import { compareVersions } from '../../inspectors/elf/symbol-families.ts';
import type { ImageEvidence } from '../evidence.ts';
import { breakingIf, type Rule, type Suggestion } from '../rule.ts';
import { type StartedProgram, startedProgram } from '../started-program.ts';
import type { Subject } from '../subject.ts';

const compiler = /^(?:\/usr\/(?:local\/)?bin\/)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)(?:-\d+)?$/;
/** Do not link a program, or say already how. */
const otherMode = /^-(?:c|S|E|M|MM|shared|static|static-pie|nostdlib|r|Wl,.*|l.+|fsanitize.*)$/;
/** What compilers bring as archives, too. */
const ofCompiler =
  /^(?:libc\.so\.6|libc\.musl-.*|libm\.so\.6|libpthread\.so\.0|librt\.so\.1|libgcc_s\.so\.1|libstdc\+\+\.so\.6)$/;
const archiveFolders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];
/** These need nothing that a static program does not have; others look for libraries by their names. */
const harmless: ReadonlySet<KnownCall> = new Set<KnownCall>([
  'mkdtemp',
  'mkostemp',
  'mkstemp',
  'mkstemp64',
  'pthread_cancel',
  'pthread_exit',
  'tempnam',
  'tmpfile',
  'tmpfile64',
  'tmpnam',
]);
/** Before, threads in static programs of C++ ended in nothing. */
const firstWithThreads = '2.34';
/** Measured with glibc 2.41: what a program of C, and one of C++, gets. */
const grownBytes = { c: 750_000, cxx: 2_300_000 };

export const cLibraryLoaded: Rule = {
  id: 'c-library-loaded',
  level: 'distroless',
  title: 'Link programs of C and C++ statically',
  suggest: (subject) => {
    const { image } = subject;
    const suggestion = image === null ? null : suggestFor(subject, image);
    return suggestion === null ? [] : [suggestion];
  },
};

function suggestFor(subject: Subject, image: ImageEvidence): Suggestion | null {
  const program = startedProgram(subject, image);
  if (program === null || program.file.language !== null || program.file.interpreter === null) return null;
  const { file, path, node, run } = program;
  const libraries = file.needs.map(({ library }) => library);
  if (libraries.length === 0 || !libraries.every((library) => ofCompiler.test(library))) return null;
  if (file.calls.state === 'unknown' || !file.calls.value.every((name) => harmless.has(name))) return null;
  const glibc = image.native?.defined.find(([family]) => family === 'GLIBC')?.[1] ?? null;
  if (glibc !== null && compareVersions(glibc, firstWithThreads) < 0) return null;
  const { tree } = image;
  const hasArchive = archiveFolders.some((folder) => tree.resolve(`${folder}/libc.a`) !== noNode);
  const linking = hasArchive ? linkingCommand(subject, program) : null;
  if (linking === null) return null;
  const isCxx = libraries.includes('libstdc++.so.6');
  return {
    kind: 'suggestion',
    anchor: subject.anchor(run),
    title: 'Link statically',
    reason: `${path} loads ${libraries.join(' and ')}, which the compiler has as archives, too. What the program uses of them becomes part of it, and no loader and no libraries have to be there.`,
    evidence: [
      `${path} needs ${libraries.join(', ')}`,
      'it names no function that opens libraries, or looks up users and hosts',
    ],
    risk: breakingIf('a library is opened by its name, or one that it is linked with has no archive'),
    edits: [{ start: linking, end: linking, text: ' -static' }],
    effects: [{ kind: 'links-statically', file: node, grows: isCxx ? grownBytes.cxx : grownBytes.c }],
  };
}

/** Behind the name of the one command that links the program; null where that is not certain. */
function linkingCommand(subject: Subject, { path, run }: StartedProgram): number | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const linking = subject.commands(run).filter((one) => compiler.test(one.name));
  const [command] = linking;
  if (command === undefined || linking.length > 1) return null;
  const { args } = command;
  const { name: word } = command.command;
  // What a variable or another command says may be any option.
  if (word?.value !== command.name || command.command.args.some(({ kind }) => kind === 'expanded')) return null;
  if (args.some((word) => otherMode.test(word) && word !== '-lm' && word !== '-lpthread')) return null;
  const output = args[args.indexOf('-o') + 1];
  const made = args.includes('-o') ? output : 'a.out';
  if (made === undefined || made.slice(made.lastIndexOf('/') + 1) !== name) return null;
  return word.end;
}
