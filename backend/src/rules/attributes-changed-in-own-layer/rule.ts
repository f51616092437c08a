import { bytesText } from '../../bytes-text.ts';
import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import { withFlag } from '../copied-paths.ts';
import type { RuleEdit } from '../draft.ts';
import { bytesOfEntries, type ImageEvidence } from '../evidence.ts';
import { withoutCommands } from '../remove-edits.ts';
import { type Rule, review, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { accountsBefore, ownerOf } from './accounts.ts';
import { type AttributeChange, changesOf } from './attribute-changes.ts';
import { changedFiles } from './changed-files.ts';
import { coveredCopies } from './covered-copies.ts';
import { chmodValue } from './modes.ts';
import { restByEvidence, restByText } from './rest-of-change.ts';

export const attributesChangedInOwnLayer: Rule = {
  id: 'attributes-changed-in-own-layer',
  level: 'tidy',
  title: 'Copy files with their owner and mode in place of changing them later',
  suggest: (subject) =>
    subject.graph.stages.flatMap((stage) =>
      stage.instructions
        .filter(({ name }) => name === 'RUN')
        .flatMap((run) => changesOf(subject, run).flatMap((change) => suggestFor(subject, stage, run, change) ?? [])),
    ),
};

/** Less is not worth a word. */
const worthTelling = 64 << 10;

function suggestFor(
  subject: Subject,
  stage: Stage,
  run: Instruction,
  change: ReturnType<typeof changesOf>[number],
): Suggestion | Skipped | null {
  const { image } = subject;
  const layers = subject.layersOf(run);
  // Stages that are not in the image cost it nothing.
  if (image !== null && layers.length !== 1) return null;
  const [layer = null] = layers;
  const again = image === null || layer === null || change.kind === 'unread' ? null : bytesAgain(image, change, layer);
  if (again === 0) return null;
  const say = (why: string) => (again === null || again >= worthTelling ? skipped(run.start, why) : null);
  const isBehindCopy = stage.instructions.some(({ name, start }) => /^(?:COPY|ADD)$/.test(name) && start < run.start);
  if (!isBehindCopy || (layer !== null && (image?.model.accounting.layers[layer]?.storedBytes ?? 0) === 0)) return null;
  if (change.kind === 'unread') return say(`${commandName(subject, change.item.start)} is kept: ${change.why}`);
  if (change.kind === 'chmod' && !subject.takes.chmod) return say('the builder has no COPY --chmod');
  const covered = coveredCopies(subject, stage, change);
  if (covered.kind === 'none') return null;
  if (covered.kind === 'unclear') return change.recursive ? say(covered.why) : null;
  const copies = covered.copies.map(({ copy }) => copy);
  const value = change.kind === 'chown' ? ownerOf(change.value) : chmodValue(subject, change);
  if (value === null) return say(`${change.value} is nothing that COPY can set`);
  const flag = `--${change.kind}`;
  const set = copies.map((copy) => copy.flags.find(({ text }) => text.startsWith(`${flag}=`))?.value ?? null);
  if (set.some((one) => one !== null && one !== value)) return say(`a COPY has another ${flag} already`);
  const rest =
    image === null || layer === null
      ? restByText(subject, stage, change, covered)
      : restByEvidence(subject, stage, image, change, copies, layer);
  if (rest.kind === 'skip') return say(rest.why);
  if (set.every((one) => one === value) && rest.kept !== null) return null;
  const [first] = copies;
  if (first === undefined) return null;
  const between = stage.instructions.filter(
    ({ name, start }) => name === 'RUN' && start > first.start && start <= run.start,
  );
  const accounts =
    change.kind === 'chown'
      ? accountsBefore(subject, value, first, between, [
          ...change.paths,
          ...covered.copies.map(({ destination }) => destination),
        ])
      : { edits: [] };
  if ('why' in accounts) return say(`${flag} is not written: ${accounts.why}`);
  const removed = editsOfRun(subject, change, rest.kept, accounts.edits);
  if (removed === null) return say('its other commands depend on it');
  const files = rest.files ?? [];
  if (image !== null && (covered.single ? files.length === 0 : bytesOfEntries(image, files) < worthTelling))
    return null;
  return {
    kind: 'suggestion',
    anchor: subject.anchor(change.item),
    title: `Copy with ${flag} in place of ${change.kind}`,
    reason: `A ${change.kind} in a RUN of its own stores every file a second time, as a file is stored with its owner and mode. COPY sets them right away.`,
    evidence: evidenceFor(subject, change, files),
    risk:
      between.length > 1
        ? review('the RUNs in between see the files with their new attributes')
        : rest.kept === null || image !== null
          ? safe
          : review('what else is in the folder keeps its owner'),
    edits: [
      ...copies.flatMap((copy, i) => (set[i] === null ? [withFlag(copy, `${flag}=${value}`)] : [])),
      ...rest.elsewhere,
      ...removed,
    ],
    effects: files.length === 0 ? [] : [{ kind: 'removes', files }],
    notes: rest.notes,
  };
}

/** What a change stores although the image had it, whichever layer brought it. */
function bytesAgain(image: ImageEvidence, { paths }: AttributeChange, layer: number): number {
  const { copied, byLayer } = changedFiles(image, paths, layer, new Set());
  return bytesOfEntries(image, [...copied, ...[...byLayer.values()].flat()]);
}

function commandName(subject: Subject, at: number): string {
  return /^\w+/.exec(subject.text.slice(at, at + 10))?.[0] ?? 'it';
}

/** Takes the command out, or leaves of it what no COPY does; with the accounts that are taken out of the same RUN. */
function editsOfRun(
  subject: Subject,
  { run, item }: AttributeChange,
  kept: string | null,
  accountEdits: readonly RuleEdit[],
): readonly RuleEdit[] | null {
  const inRun = accountEdits.filter(
    ({ start, text }) => text === '' && start < run.end && start >= lineOf(subject, run),
  );
  const others = accountEdits.filter((edit) => !inRun.includes(edit));
  if (kept !== null) return [...accountEdits, { start: item.start, end: item.end, text: kept }];
  if (inRun.length === 0) {
    const removed = withoutCommands(subject, run, new Set([item]));
    return removed === null ? null : [...accountEdits, ...removed];
  }
  const read = subject.run(run);
  if (read.kind !== 'commands') return null;
  const gone = read.script.list.items.filter(
    (one) => one === item || inRun.some(({ start, end }) => start <= one.start && one.end <= end),
  );
  const removed = withoutCommands(subject, run, new Set(gone));
  return removed === null ? null : [...others, ...removed];
}

function lineOf({ text }: Subject, { start }: Instruction): number {
  return text.lastIndexOf('\n', start - 1) + 1;
}

function evidenceFor(subject: Subject, { paths }: AttributeChange, files: readonly number[]): string[] {
  if (subject.image === null || files.length === 0) return [];
  const bytes = bytesText(bytesOfEntries(subject.image, files));
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  return [`${count} (${bytes}) in ${paths.join(', ')} stored twice`];
}
