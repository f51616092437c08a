import type { PlainCommand } from '../../dockerfile/lint/plain-commands.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import type { Entry } from '../../image/entries.ts';
import type { NativeFile } from '../../inspectors/elf/native-files.ts';
import type { RuleEdit } from '../draft.ts';
import type { ImageEvidence } from '../evidence.ts';
import { type Effect, type Rule, review, type Suggestion } from '../rule.ts';
import { appendCommand } from '../run-edits.ts';
import type { Subject } from '../subject.ts';

/** Less is not worth a person's attention. */
const leastBytes = 500_000;

/** What is linked in for debuggers alone: left out by the linker's options, or taken out of what a compiler made. */
export const debugInformationLinkedIn: Rule = {
  id: 'debug-information-linked-in',
  level: 'multi-stage',
  title: 'Leave out what only debuggers read',
  suggest: (subject) => {
    const { image } = subject;
    if (image === null) return [];
    const programs = ownPrograms(image);
    const counted = new Set<Entry>();
    return subject.graph.stages.flatMap(({ instructions }) =>
      instructions
        .filter(({ name }) => name === 'RUN')
        .flatMap((run) => suggestFor(subject, image, run, programs))
        .map((one) => ({ ...one, effects: one.effects.filter((effect) => isFirst(effect, counted)) })),
    );
  },
};

/** Of several lines that may have linked a program the first is said to make it smaller. */
function isFirst(effect: Effect, counted: Set<Entry>): boolean {
  if (effect.kind !== 'shrinks') return true;
  const isNew = !counted.has(effect.file);
  counted.add(effect.file);
  return isNew;
}

interface OwnProgram {
  readonly file: NativeFile;
  readonly inode: Entry;
  readonly path: string;
}

function ownPrograms({ native, tree, catalog, ownFrom }: ImageEvidence): OwnProgram[] {
  const programs: OwnProgram[] = [];
  for (const file of native?.all() ?? []) {
    const manager = catalog.ownerOf(file.node)?.manager;
    const isSystem =
      manager === 'dpkg' || manager === 'apk' || manager === 'rpm' || manager === 'npm' || manager === 'python';
    const isOwn = ownFrom !== null && tree.layer(file.node) >= ownFrom && !isSystem;
    if (!isOwn || file.debugBytes < leastBytes || file.kind === 'shared-library') continue;
    // Of a build's leftovers nothing is worth saying.
    const path = tree.path(file.node);
    if (/\/target\/[^/]+\/(?:deps|build)\/|\/CMakeFiles\//.test(path)) continue;
    programs.push({ file, inode: tree.inode(file.node), path });
  }
  return programs.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function suggestFor(
  subject: Subject,
  image: ImageEvidence,
  run: Instruction,
  programs: readonly OwnProgram[],
): Suggestion[] {
  const commands = subject.commands(run);
  for (const command of commands) {
    const edit = linkerEdit(subject, command);
    const layers = layersOf(image, subject, run);
    const made = programs.filter(
      ({ file, inode }) =>
        file.language === edit?.language &&
        (layers.length === 0 || layers.includes(image.model.merged.entries.layer(inode))),
    );
    if (edit !== null && made.length > 0) return [suggestion(subject, run, image, made, edit)];
  }
  const compiled = programs.filter(
    ({ file, inode }) =>
      file.language === null && layersOf(image, subject, run).includes(image.model.merged.entries.layer(inode)),
  );
  const compiles = commands.some(({ name }) =>
    /^(?:make|cmake|ninja|meson|gcc|g\+\+|cc|c\+\+|clang|clang\+\+)$/.test(name),
  );
  const strips = commands.some(
    ({ name, args }) => name === 'strip' || args.some((one) => /(?:^|\s)-(?:s|Wl,-s)$|install-strip|--strip/.test(one)),
  );
  if (compiled.length === 0 || !compiles || strips) return [];
  const edit = appendCommand(subject, run, `strip --strip-unneeded ${compiled.map(({ path }) => path).join(' ')}`);
  return edit === null || !compiled.every(({ path }) => /^[\w@%+=:,./-]+$/.test(path))
    ? []
    : [suggestion(subject, run, image, compiled, { edit, says: 'strip takes it out once the program is linked' })];
}

function layersOf(image: ImageEvidence, subject: Subject, run: Instruction): readonly number[] {
  return subject.layersOf(run).filter((layer) => layer >= (image.ownFrom ?? 0));
}

interface LinkerEdit {
  readonly edit: RuleEdit;
  readonly says: string;
}

/** Where the line is plain and does not say it already: options for the linker of Go, a variable for cargo. */
function linkerEdit(
  subject: Subject,
  { name, args, command }: PlainCommand,
): (LinkerEdit & { language: 'go' | 'rust' }) | null {
  const first = command.args[0];
  if (first === undefined || command.name === null) return null;
  if (name === 'go' && (args[0] === 'build' || args[0] === 'install')) {
    if (args.some((arg) => /^--?ldflags/.test(arg)) || /GOFLAGS=\S*ldflags/.test(subject.text)) return null;
    const text = ' -ldflags="-s -w"';
    return {
      edit: { start: first.end, end: first.end, text },
      language: 'go',
      says: '-s -w leaves it out; stack traces of panics stay as they are',
    };
  }
  if (name !== 'cargo' || (args[0] !== 'build' && args[0] !== 'install')) return null;
  if (args[0] === 'build' && !args.includes('--release') && !args.includes('-r')) return null;
  if (
    args.some((arg) => /strip|--profile|--debug/.test(arg)) ||
    /CARGO_PROFILE_RELEASE_STRIP|strip=symbols/.test(subject.text)
  )
    return null;
  const at = command.assignments[0]?.start ?? command.name.start;
  return {
    edit: { start: at, end: at, text: 'CARGO_PROFILE_RELEASE_STRIP=true ' },
    language: 'rust',
    says: 'cargo strips what it links; traces of panics lose the names of functions',
  };
}

function suggestion(
  subject: Subject,
  run: Instruction,
  { tree }: ImageEvidence,
  programs: readonly OwnProgram[],
  { edit, says }: LinkerEdit,
): Suggestion {
  const bytes = programs.reduce((sum, { file }) => sum + file.debugBytes, 0);
  const effects = programs.map(({ inode, file }): Effect => {
    return { kind: 'shrinks', file: inode, bytes: file.debugBytes, compressed: file.compressedDebugBytes };
  });
  const megabytes = Math.round(bytes / 1e5) / 10;
  return {
    kind: 'suggestion',
    anchor: subject.anchor(run),
    title: 'Leave out what only debuggers read',
    reason: `${megabytes} MB of ${programs.map(({ path }) => path).join(', ')} are symbols and debug information, which nothing reads while it runs: ${says}.`,
    evidence: programs.map(
      ({ path, file, inode }) => `${path}: ${file.debugBytes} of ${tree.merged.entries.size(inode)} bytes`,
    ),
    risk: review('Debuggers and profilers tell less of the program.'),
    edits: [edit],
    effects,
  };
}
