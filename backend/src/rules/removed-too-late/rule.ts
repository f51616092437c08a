import { bytesText } from '../../bytes-text.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import { causeOf } from '../../image/accounting.ts';
import type { Entry } from '../../image/entries.ts';
import { pathOfEntry } from '../../image/image-model.ts';
import { isWorthTelling } from '../../inspectors/waste/worth-telling.ts';
import type { RuleEdit } from '../draft.ts';
import { bytesOfEntries, type ImageEvidence } from '../evidence.ts';
import { stagesOfImage } from '../image-stages.ts';
import { lastRemovals, type Removal, type RemovedPath, removalsOf } from '../removals.ts';
import { withoutCommands } from '../remove-edits.ts';
import { type Rule, review, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import { appendCommand } from '../run-edits.ts';
import type { Subject } from '../subject.ts';
import { mayRead, mayReadBefore } from './may-read.ts';

export const removedTooLate: Rule = {
  id: 'removed-too-late',
  level: 'tidy',
  title: 'Remove files in the RUN that made them',
  suggest: (subject) => {
    const { image } = subject;
    if (image === null) return [];
    return stagesOfImage(subject).flatMap(({ instructions }) => {
      const runs = instructions.filter(({ name }) => name === 'RUN');
      return runs.flatMap((run, i) =>
        removalsOf(subject, run).flatMap((removal) =>
          runs.slice(0, i).flatMap((made) => suggestFor(subject, image, { instructions, made, removal }) ?? []),
        ),
      );
    });
  },
};

interface Place {
  readonly instructions: readonly Instruction[];
  readonly made: Instruction;
  readonly removal: Removal;
}

function suggestFor(subject: Subject, image: ImageEvidence, place: Place): Suggestion | Skipped | null {
  const { instructions, made, removal } = place;
  const { run, paths, options } = removal;
  const files = removedFiles(subject, image, place);
  if (files.length === 0 || !isWorthTelling(image, bytesOfEntries(image, files))) return null;
  const { merged } = image.model;
  const moved = paths.filter(({ covers }) => files.some((entry) => covers(pathOfEntry(merged, entry))));
  const [from, to] = [subject.line(made.start), subject.line(run.start)];
  const between = instructions.filter(({ start }) => start > made.start && start < run.start);
  const say = (why: string) => skipped(made.start, `what line ${from} stores is removed in line ${to} only: ${why}`);
  for (const path of moved) {
    const reader = between.find((one) => mayRead(subject, one, path));
    if (reader !== undefined) return say(`line ${subject.line(reader.start)} may need ${path.path}`);
    if (mayReadBefore(subject, run, removal.item, path)) return say(`what it runs before may need ${path.path}`);
    if (isWrittenBetween(subject, image, place, path)) return say(`lines between put something into ${path.path}, too`);
  }
  if (!mayRemoveAs(subject, made, run)) return say('another user removes it');
  if (moved.some(({ word }) => !word.value.startsWith('/')) && !isSameFolder(subject, made, run)) {
    return say('its name begins in another folder there');
  }
  const words = ['rm', ...options, ...moved.map(({ word }) => word.text)].join(' ');
  const appended = appendCommand(subject, made, words);
  const removed = withoutPaths(subject, removal, moved);
  if (appended === null || removed === null) return say('its commands cannot be moved');
  const isNext = between.every(({ name }) => name !== 'RUN' && name !== 'COPY' && name !== 'ADD');
  return {
    kind: 'suggestion',
    anchor: `${subject.anchor(made)}-${subject.anchor(removal.item)}`,
    title: `Remove ${moved.map(({ path }) => path).join(', ')} in line ${from}`,
    reason:
      'A layer cannot take bytes back from those below. Removed in the RUN that made them, these files are stored in no layer.',
    evidence: [`${files.length} ${files.length === 1 ? 'file' : 'files'}, ${bytesText(bytesOfEntries(image, files))}`],
    risk: isNext ? safe : review(`what the lines between do must not need ${moved.map(({ path }) => path).join(', ')}`),
    edits: [appended, ...removed],
    effects: [{ kind: 'removes', files }],
  };
}

/** Of one RUN, removed by another one, and not by itself already. */
function removedFiles(subject: Subject, image: ImageEvidence, { made, removal }: Place): Entry[] {
  const { merged, accounting } = image.model;
  const [from, to] = [subject.layersOf(made), subject.layersOf(removal.run)];
  if (from.length === 0 || to.length === 0) return [];
  const already = lastRemovals(subject, made).flatMap(({ paths }) => paths);
  return [...accounting.reclaimable].filter((entry) => {
    const isMeant =
      from.includes(merged.entries.layer(entry)) &&
      to.includes(merged.inodeEndedIn[entry] ?? -1) &&
      causeOf(merged, entry) === 'deleted';
    if (!isMeant) return false;
    const path = pathOfEntry(merged, entry);
    return removal.paths.some(({ covers }) => covers(path)) && !already.some(({ covers }) => covers(path));
  });
}

/** Whether a layer above the one and below the other has anything there: it would stay. */
function isWrittenBetween(
  subject: Subject,
  { model }: ImageEvidence,
  { made, removal }: Place,
  { covers }: RemovedPath,
): boolean {
  const { entries } = model.merged;
  const first = Math.max(...subject.layersOf(made)) + 1;
  const last = Math.min(...subject.layersOf(removal.run));
  for (const [layer, { nodeCount }] of entries.layers.entries()) {
    if (layer < first || layer >= last) continue;
    for (let node = 1; node < nodeCount; node++) {
      if (covers(pathOfEntry(model.merged, entries.of(layer, node)))) return true;
    }
  }
  return false;
}

/** Root may, and who does it later. */
function mayRemoveAs(subject: Subject, made: Instruction, run: Instruction): boolean {
  const [before, after] = [subject.place(made)?.user ?? null, subject.place(run)?.user ?? null];
  const isChanged = subject.file.instructions.some(
    ({ name, start }) => name === 'USER' && start > made.start && start < run.start,
  );
  return !isChanged || before === after || (before !== null && /^(?:root|0)?(?::|$)/.test(before));
}

function isSameFolder(subject: Subject, made: Instruction, run: Instruction): boolean {
  const folder = subject.place(made)?.workingDir ?? null;
  const changes = subject.commands(made).some(({ name }) => name === 'cd' || name === 'pushd');
  return !changes && folder !== null && folder === subject.place(run)?.workingDir;
}

/** The rest of the removal, or of the RUN. */
function withoutPaths(subject: Subject, removal: Removal, moved: readonly RemovedPath[]): readonly RuleEdit[] | null {
  const { run, item, paths } = removal;
  if (moved.length === paths.length) return withoutCommands(subject, run, new Set([item]));
  return moved.map(({ word: { start, end } }) => {
    const space = /\s+$/.exec(subject.text.slice(item.start, start))?.[0] ?? '';
    return { start: start - (space.includes('\n') ? 0 : space.length), end, text: '' };
  });
}
