import { noNode } from '../../image/merge.ts';
import { quotedPath } from '../built-in-last-stage/quoted-path.ts';
import type { RuleEdit } from '../draft.ts';
import type { ImageEvidence } from '../evidence.ts';
import { type Rule, review, type Suggestion } from '../rule.ts';
import { appendCommand } from '../run-edits.ts';
import { goBuilds, type StartedProgram, startedProgram } from '../started-program.ts';
import type { Subject } from '../subject.ts';

/** Less is not worth a flag. */
const leastBytes = 200_000;

export const debugInformationLinkedIn: Rule = {
  id: 'debug-information-linked-in',
  level: 'multi-stage',
  title: 'Link programs without what only a debugger reads',
  suggest: (subject) => {
    const { image } = subject;
    const program = image === null ? null : startedProgram(subject, image);
    if (image === null || program === null || program.file.debugBytes < leastBytes) return [];
    const edits = program.file.language === 'go' ? goEdits(subject, program) : stripEdits(subject, image, program);
    return edits.length === 0 ? [] : [suggestionFor(subject, image, program, edits)];
  },
};

/** Nothing where the flag, or the variable that has it, is there already. */
function goEdits(subject: Subject, { run }: StartedProgram): RuleEdit[] {
  if (/ldflags/.test(subject.textOf(run)) || subject.file.instructions.some(isGoFlags)) return [];
  return goBuilds(subject, run).flatMap(({ command }) => {
    const [word] = command.args;
    return word === undefined ? [] : [{ start: word.end, end: word.end, text: ' -ldflags="-s -w"' }];
  });
}

function isGoFlags({
  name,
  argument,
}: {
  readonly name: string;
  readonly argument: { readonly text: string };
}): boolean {
  return (name === 'ENV' || name === 'ARG') && /GOFLAGS|LDFLAGS/i.test(argument.text);
}

/** Where compilers are, `strip` is. */
function stripEdits(subject: Subject, image: ImageEvidence, { run, path }: StartedProgram): RuleEdit[] {
  const hasStrip = image.tree.resolve('/usr/bin/strip') !== noNode;
  if (!hasStrip || subject.commands(run).some(({ name }) => name === 'strip')) return [];
  const edit = appendCommand(subject, run, `strip ${quotedPath(path)}`);
  return edit === null ? [] : [edit];
}

function suggestionFor(
  subject: Subject,
  { tree }: ImageEvidence,
  { run, path, node, file }: StartedProgram,
  edits: readonly RuleEdit[],
): Suggestion {
  const megabytes = Math.round(file.debugBytes / 1e5) / 10;
  return {
    kind: 'suggestion',
    anchor: subject.anchor(run),
    title: 'Link without debug information',
    reason: `${megabytes} MB of ${path} are tables of symbols and debug information, which only a debugger reads. Stack traces keep their names in Go; elsewhere they lose them.`,
    evidence: [`${file.debugBytes} bytes of ${tree.size(node)} in sections .debug_*, .symtab and .strtab of ${path}`],
    risk: review('a debugger in the container would see no symbols'),
    edits,
    effects: [{ kind: 'shrinks', file: tree.inode(node), bytes: file.debugBytes }],
  };
}
