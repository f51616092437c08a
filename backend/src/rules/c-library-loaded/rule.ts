import { type KnownCall, userCalls } from '../../elf/known-names.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { NativeFile } from '../../inspectors/elf/native-files.ts';
import { compareVersions } from '../../inspectors/elf/symbol-families.ts';
import type { ImageEvidence } from '../evidence.ts';
import { breakingIf, type Effect, type Rule, type Suggestion } from '../rule.ts';
import { startedProgram } from '../started-program.ts';
import type { Subject } from '../subject.ts';
import { staticLink } from './static-link.ts';

/** What compilers bring as archives, too. */
const ofCompiler =
  /^(?:libc\.so\.6|libc\.musl-.*|libm\.so\.6|libpthread\.so\.0|librt\.so\.1|libgcc_s\.so\.1|libstdc\+\+\.so\.6)$/;
/** Come with the archive of the C library. */
const besideC = /^(?:m|pthread|rt|dl)$/;
const archiveFolders = [
  '/usr/local/lib',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
];
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
/** The C library itself reads users and groups from files; from elsewhere only where /etc/nsswitch.conf says so. */
const ofUsers: ReadonlySet<KnownCall> = new Set<KnownCall>(userCalls);
/** Before, threads in static programs of C++ ended in nothing. */
const firstWithThreads = '2.34';
/** Before, it opened a library for users in files, too. */
const firstWithUsers = '2.35';
/** Measured with glibc 2.41: what a program of C, one that looks up users, and one of C++ gets. */
const grownBytes = { c: 660_000, users: 960_000, cxx: 2_000_000 };

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
  const names = file.needs.map(({ library }) => library);
  if (names.length === 0 || file.calls.state === 'unknown') return null;
  const looksUpUsers = file.calls.value.some((name) => ofUsers.has(name));
  if (!file.calls.value.every((name) => harmless.has(name) || ofUsers.has(name))) return null;
  const glibc = image.native?.defined.find(([family]) => family === 'GLIBC')?.[1] ?? null;
  const first = looksUpUsers ? firstWithUsers : firstWithThreads;
  if (glibc !== null && compareVersions(glibc, first) < 0) return null;
  const link = staticLink(subject, image, program);
  if (link === null || !hasArchives(image, file, ['c', ...link.libraries])) return null;
  const isCxx = names.includes('libstdc++.so.6');
  const grows = isCxx ? grownBytes.cxx : looksUpUsers ? grownBytes.users : grownBytes.c;
  const where = link.makefile === null ? '' : `, as ${link.makefile} calls the compiler by a variable`;
  return {
    kind: 'suggestion',
    anchor: subject.anchor(run),
    title: 'Link statically',
    reason: `${path} loads ${names.join(' and ')}, which the compiler has as archives, too. What the program uses of them becomes part of it, without names for debuggers, and no loader and no libraries have to be there${where}.`,
    evidence: [
      `${path} needs ${names.join(', ')}`,
      looksUpUsers
        ? 'it looks up users, for which this C library needs files alone, and names no function that opens libraries, or looks up hosts'
        : 'it names no function that opens libraries, or looks up users and hosts',
    ],
    risk: breakingIf(
      `a library is opened by its name, or one that it is linked with has no archive${looksUpUsers ? ', or users are told by other things than files (LDAP, systemd)' : ''}`,
    ),
    edits: link.edits,
    effects: [...(file.debugBytes === 0 ? [] : [shrunk(image, file)]), { kind: 'links-statically', file: node, grows }],
  };
}

function shrunk({ tree }: ImageEvidence, { node, debugBytes, compressedDebugBytes }: NativeFile): Effect {
  return { kind: 'shrinks', file: tree.inode(node), bytes: debugBytes, compressed: compressedDebugBytes };
}

/** Whether there is an archive for all that it loads and is linked with, which needs nothing of others in turn. */
function hasArchives({ tree, native }: ImageEvidence, { needs }: NativeFile, linked: readonly string[]): boolean {
  const hasArchive = (name: string) =>
    archiveFolders.some((folder) => tree.resolve(`${folder}/lib${name}.a`) !== noNode);
  const isAlone = (file: PathNode | null): boolean => {
    const library = file === null ? null : (native?.at(file) ?? null);
    if (library?.calls.state !== 'known') return false;
    return (
      library.needs.every((one) => ofCompiler.test(one.library)) &&
      library.calls.value.every((name) => harmless.has(name))
    );
  };
  const named = new Set(linked);
  return (
    linked.every((name) => besideC.test(name) || hasArchive(name)) &&
    needs.every(({ library, file }) => {
      const [, name = ''] = /^lib(.+?)\.so/.exec(library) ?? [];
      return ofCompiler.test(library) || (named.has(name) && isAlone(file));
    })
  );
}
