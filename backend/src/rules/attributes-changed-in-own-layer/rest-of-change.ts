import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import type { Entry } from '../../image/entries.ts';
import { isWithin } from '../copied-paths.ts';
import type { RuleEdit } from '../draft.ts';
import type { ImageEvidence } from '../evidence.ts';
import { appendCommand } from '../run-edits.ts';
import type { Subject } from '../subject.ts';
import { accountsBefore } from './accounts.ts';
import type { AttributeChange } from './attribute-changes.ts';
import { changedFiles } from './changed-files.ts';
import { type CoveredCopies, leavesAlone } from './covered-copies.ts';

/** What a change does besides what copies can do. */
export type Rest =
  | {
      readonly kind: 'rest';
      /** What is left of the command; null for nothing. */
      readonly kept: string | null;
      /** Edits of the RUNs that made the other files: they change them while they are in no layer yet. */
      readonly elsewhere: readonly RuleEdit[];
      /** What is stored only once then; null where the image is not known. */
      readonly files: readonly Entry[] | null;
      readonly notes: readonly string[];
    }
  | { readonly kind: 'skip'; readonly why: string };

/** A command that names more than that is no help to a reader. */
const mostPaths = 5;

export function restByText(
  subject: Subject,
  stage: Stage,
  { run, item, kind, value, recursive, paths }: AttributeChange,
  { copies, single }: Extract<CoveredCopies, { kind: 'covered' }>,
): Rest {
  if (single && paths.length === copies.length) return rest(null);
  if (!recursive) return { kind: 'skip', why: 'it changes more than what is copied' };
  const runs = stage.instructions.filter(({ name, start }) => name === 'RUN' && start < run.start);
  const filling = runs.find((one) => !leavesAlone(subject, one, paths));
  if (filling !== undefined) {
    return { kind: 'skip', why: `the RUN of line ${subject.line(filling.start)} may put files there, too` };
  }
  if (stage.base.kind === 'stage' || paths.some((path) => /^\/(?:$|usr|var|etc|lib|root|home\/?$)/.test(path))) {
    return { kind: 'skip', why: 'the base may have files there, too' };
  }
  const read = subject.run(run);
  const before = read.kind === 'commands' ? read.script.list.items.filter((one) => one.end <= item.start) : [];
  const made = before.flatMap(({ command }): string[] | null[] => {
    if (command.kind !== 'simple' || command.args.some((word) => word.kind !== 'literal')) return [null];
    const words = command.args.map((word) => word.value).filter((word) => !word.startsWith('-'));
    if (command.name?.value === 'mkdir' && words.every((word) => word.startsWith('/'))) return words;
    return /^(?:useradd|groupadd|adduser|addgroup)$/.test(command.name?.value ?? '') ? [] : [null];
  });
  if (made.includes(null)) return { kind: 'skip', why: 'commands before it may put files there, too' };
  const folders = made.flatMap((path) => (path === null ? [] : foldersUpTo(path, paths)));
  const all = [...new Set([...paths, ...folders])];
  if (all.length > mostPaths) return { kind: 'skip', why: 'it changes more than what is copied' };
  return rest(`${kind} ${value} ${all.join(' ')}`);
}

function rest(kept: string | null): Rest {
  return { kind: 'rest', kept, elsewhere: [], files: null, notes: [] };
}

/** `mkdir -p` makes what is above, too. */
function foldersUpTo(path: string, tops: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = path.replace(/\/+$/, ''); tops.some((top) => isWithin(at, top) && at !== top); ) {
    found.unshift(at);
    at = at.slice(0, at.lastIndexOf('/'));
  }
  return found;
}

export function restByEvidence(
  subject: Subject,
  stage: Stage,
  image: ImageEvidence,
  change: AttributeChange,
  copies: readonly Instruction[],
  layer: number,
): Rest {
  const { kind, value, paths } = change;
  const ofCopies = copies.map((copy) => subject.layersOf(copy));
  if (ofCopies.some((layers) => layers.length !== 1))
    return { kind: 'skip', why: 'what the COPYs stored is not known' };
  const changed = changedFiles(image, paths, layer, new Set(ofCopies.flat()));
  const elsewhere: RuleEdit[] = [];
  const files = [...changed.copied];
  const kept: string[] = [];
  for (const [from, roots] of [...changed.roots].sort(([a], [b]) => a - b)) {
    const run = from === layer ? null : runThatMade(subject, stage, from);
    if (run === null) {
      kept.push(...roots);
      continue;
    }
    const edit = changeAt(subject, change, run, roots);
    if ('why' in edit) return { kind: 'skip', why: edit.why };
    elsewhere.push(edit);
    files.push(...(changed.byLayer.get(from) ?? []));
  }
  if (kept.length + changed.folders.length > mostPaths) {
    return { kind: 'skip', why: 'it changes too many files that no COPY brings' };
  }
  const commands = [
    ...(changed.folders.length > 0 ? [`${kind} ${value} ${changed.folders.join(' ')}`] : []),
    ...(kept.length > 0 ? [`${kind} -R ${value} ${kept.join(' ')}`] : []),
  ];
  return {
    kind: 'rest',
    kept: commands.length === 0 ? null : commands.join(' && '),
    elsewhere,
    files,
    notes:
      kept.length === 0
        ? []
        : [`${kind} of ${kept.join(', ')} stays in line ${subject.line(change.run.start)}: no COPY brings that`],
  };
}

function runThatMade(subject: Subject, { instructions }: Stage, layer: number): Instruction | null {
  return instructions.find((one) => one.name === 'RUN' && subject.layersOf(one).includes(layer)) ?? null;
}

/** The change at the end of the RUN that makes the files. */
function changeAt(
  subject: Subject,
  { kind, value, run: later }: AttributeChange,
  run: Instruction,
  roots: readonly string[],
): RuleEdit | { readonly why: string } {
  const at = `the RUN of line ${subject.line(run.start)} puts files there, too`;
  const user = subject.place(run)?.user ?? null;
  if (user !== null && !/^(?:|root|0)(?::|$)/.test(user)) return { why: `${at}, and it does not run as root` };
  if (roots.length > mostPaths) return { why: `${at}, in too many places` };
  if (roots.some((path) => !/^[\w./@+-]+$/.test(path))) return { why: `${at}, with names that need quotes` };
  const between = subject.graph.stages
    .flatMap(({ instructions }) => instructions)
    .filter(({ name, start }) => name === 'RUN' && start > run.start && start <= later.start);
  const accounts = kind === 'chown' ? accountsBefore(subject, value, run, between, roots) : { edits: [] };
  if ('why' in accounts) return { why: `${at}, and ${accounts.why}` };
  return (
    appendCommand(subject, run, `${kind} -R ${value} ${roots.join(' ')}`) ?? { why: `${at}, and cannot be added to` }
  );
}
