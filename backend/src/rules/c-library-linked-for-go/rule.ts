import type { PathNode } from '../../image/merge.ts';
import type { ImageEvidence } from '../evidence.ts';
import { breakingIf, type Rule, type Skipped, type Suggestion, skipped } from '../rule.ts';
import { goBuilds, startedProgram } from '../started-program.ts';
import type { Subject } from '../subject.ts';

/** What Go's own packages net and os/user need of C, and no more. */
const ofStandardLibrary = /^(?:libc\.so\.6|libresolv\.so\.2|libpthread\.so\.0)$/;
const sourceOfC = /\.(?:c|cc|cpp|cxx|m|mm|hh|hpp|swig|swigcxx|syso)$/;

export const cLibraryLinkedForGo: Rule = {
  id: 'c-library-linked-for-go',
  level: 'multi-stage',
  title: 'Link Go programs without the C library',
  suggest: (subject) => {
    const { image } = subject;
    const outcome = image === null ? null : suggestFor(subject, image);
    return outcome === null ? [] : [outcome];
  },
};

function suggestFor(subject: Subject, image: ImageEvidence): Suggestion | Skipped | null {
  const program = startedProgram(subject, image);
  if (program?.file.language !== 'go' || program.file.needs.length === 0) return null;
  const { file, path, node, run } = program;
  const other = file.needs.find(({ library }) => !ofStandardLibrary.test(library));
  if (other !== undefined) return null;
  const isSet = subject.file.instructions.some(({ joined }) => /CGO_ENABLED/.test(joined));
  const builds = goBuilds(subject, run);
  if (isSet || builds.length === 0) return null;
  const source = sourceFileOfC(image);
  if (source !== null) {
    return skipped(run.start, `${source} is C: the Go program may be linked with it, so that it needs the C library`);
  }
  return {
    kind: 'suggestion',
    anchor: subject.anchor(run),
    title: 'Link without the C library',
    reason: `${path} loads ${file.needs.map(({ library }) => library).join(' and ')} only for looking up names of hosts and users, which Go can do itself. Without it the program runs on an image that has no C library.`,
    evidence: [
      `${path} needs ${file.needs.map(({ library }) => library).join(', ')}`,
      'no source of C is in the module cache, in vendor, or beside the program',
    ],
    risk: breakingIf('its own code imports "C", or names are looked up by other ways than files and DNS (mDNS, LDAP)'),
    edits: builds.map(({ command }) => ({ start: command.start, end: command.start, text: 'CGO_ENABLED=0 ' })),
    effects: [{ kind: 'links-statically', file: node }],
  };
}

/** In the modules that were downloaded, in vendored ones, and in the folder that was built in; tests of theirs aside. */
function sourceFileOfC({ tree, config }: ImageEvidence): string | null {
  // Only what lies beside Go code is compiled with it.
  const isPackage = (folder: PathNode) =>
    [...tree.children(folder)].some((node) => /(?<!_test)\.go$/.test(tree.name(node)));
  const folders = ['/go/pkg/mod', '/go/src', config.config?.WorkingDir || '/nowhere'];
  for (const folder of folders) {
    const root = tree.resolve(folder);
    if (root <= 0) continue;
    for (const node of tree.below(root)) {
      if (!tree.isFile(node) || !sourceOfC.test(tree.name(node)) || isBeside(tree.path(node))) continue;
      if (isPackage(tree.parent(node))) return tree.path(node);
    }
  }
  return null;
}

/** Toolchains, tests, and files for other compilers are not linked. */
function isBeside(path: string): boolean {
  return /\/(?:testdata|examples?|test|tests|_examples)\/|\/golang\.org\/toolchain@|\/golang\.org\/x\/[^/]+\/|gccgo_c\.c$/.test(
    path,
  );
}
