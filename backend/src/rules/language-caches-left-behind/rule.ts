import type { PlainCommand } from '../../dockerfile/lint/plain-commands.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import type { Entry } from '../../image/entries.ts';
import { pathOfEntry } from '../../image/image-model.ts';
import { runsOfImage } from '../image-stages.ts';
import { leftBehindBy, toldFiles } from '../left-behind.ts';
import { type Rule, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import { isSilenced } from '../silenced.ts';
import type { Subject } from '../subject.ts';
import { rootHomeAt, variablesAt } from '../surroundings.ts';
import { cleaningEdits } from './cleaning.ts';
import { compiledLanguages } from './compiled-languages.ts';
import { type Ecosystem, programOf } from './ecosystem.ts';
import { mountEdits } from './mount-edits.ts';
import { scriptingLanguages } from './scripting-languages.ts';
import { isCleaned, isYarnOne, whyNeeded } from './whether-needed.ts';

const ecosystems: readonly Ecosystem[] = [...scriptingLanguages, ...compiledLanguages];

export const languageCachesLeftBehind: Rule = {
  id: 'language-caches-left-behind',
  level: 'tidy',
  title: 'Keep what package managers of languages download out of the layers',
  suggest: (subject) => {
    const runs = runsOfImage(subject);
    return ecosystems.flatMap((ecosystem) => {
      const filling = runs.filter((run) => subject.commands(run).some(ecosystem.fills));
      const [first] = filling;
      if (first === undefined) return [];
      if (!ecosystem.shared) return filling.flatMap((run) => suggestFor(subject, ecosystem, [run]) ?? []);
      const working = runs.filter(
        (run) => filling.includes(run) || (run.start > first.start && subject.commands(run).some(mayStartOthers)),
      );
      return suggestFor(subject, ecosystem, working) ?? [];
    });
  },
};

/** What builds with whatever the project says. */
function mayStartOthers(command: PlainCommand): boolean {
  if (ecosystems.some(({ fills }) => fills(command))) return false;
  const program = programOf(command);
  if (/^(?:make|just|task|mage|goreleaser)$/.test(program) || /^\.\.?\/|\.sh$/.test(command.name)) return true;
  return /^(?:ba|da)?sh$/.test(program) && command.args.some((word) => !word.startsWith('-'));
}

function suggestFor(subject: Subject, ecosystem: Ecosystem, runs: readonly Instruction[]): Suggestion | Skipped | null {
  const [first] = runs;
  if (first === undefined || runs.some((run) => keepsNothing(subject, ecosystem, run))) return null;
  const files = filesLeft(subject, ecosystem, runs);
  if (files?.length === 0) return null;
  if (files === null && ecosystem.name === 'Yarn' && !isYarnOne(subject)) return null;
  const folders = foldersOf(subject, ecosystem, runs, files);
  if (runs.some((run) => isCleaned(subject, run, folders))) {
    // By text that is all that can be wished for; the image may show that it does not reach everything.
    return files === null ? null : skipped(first.start, `it removes a part of what ${ecosystem.name} keeps itself`);
  }
  const why = whyNeeded(subject, ecosystem, runs, folders);
  if (why !== null) return skipped(first.start, why);
  // A mount in a home that is yet to be made would have it made as root's.
  const isPlaced = folders.length > 0 && !folders.some((folder) => folder.startsWith('/home/'));
  const canMount = subject.takes.mounts && isPlaced && runs.every((run) => isRoots(subject, run, files));
  const edits = canMount
    ? runs.flatMap((run) => mountEdits(subject, run, folders, ecosystem.locked ?? false))
    : cleaningEdits(subject, ecosystem, runs, files === null ? [] : folders);
  if (edits === null && files === null) return null;
  if (edits === null) return skipped(first.start, `what ${ecosystem.name} keeps can neither be mounted nor removed`);
  if (edits.length === 0) return null;
  const removed = files?.filter((entry) => !canMount || folders.some((folder) => isBelow(subject, entry, folder)));
  return {
    kind: 'suggestion',
    anchor: `${subject.anchor(first)}-${ecosystem.name.toLowerCase()}`,
    title: canMount ? `Mount the cache of ${ecosystem.name}` : `Keep the cache of ${ecosystem.name} out of the layer`,
    reason: canMount
      ? 'What it downloads serves the next build only. In a cache mount it is kept beside the builds, so the next one finds it, and no layer has it.'
      : 'What it downloads serves the next installation only; what is installed has its own copy.',
    evidence: toldFiles(subject, removed ?? null, folders.join(', ') || `caches of ${ecosystem.name}`),
    risk: safe,
    edits,
    effects: removed === undefined ? [] : [{ kind: 'removes', files: removed }],
  };
}

function keepsNothing(subject: Subject, { fills, keepsNothing: keeps, checks }: Ecosystem, run: Instruction): boolean {
  const variables = variablesAt(subject, run);
  const commands = subject.commands(run).filter(fills);
  return (
    isSilenced(subject, run, checks) ||
    commands.some((one) => {
      const own = one.command.assignments.map(({ name, value }) => [name, value?.value ?? null] as const);
      return keeps?.(one, new Map([...variables, ...own])) ?? false;
    })
  );
}

/** What the image shows; null where there is none. */
function filesLeft(subject: Subject, { findings }: Ecosystem, runs: readonly Instruction[]): readonly Entry[] | null {
  if (subject.image === null) return null;
  const files = runs.flatMap((run) => findings.flatMap((finding) => leftBehindBy(subject, run, finding) ?? []));
  return [...new Set(files)].sort((a, b) => a - b);
}

function foldersOf(
  subject: Subject,
  { folderOf, folders, fills }: Ecosystem,
  runs: readonly Instruction[],
  files: readonly Entry[] | null,
): readonly string[] {
  const { image } = subject;
  if (image !== null && files !== null) {
    const found = files.flatMap((entry) => folderOf.exec(pathOfEntry(image.model.merged, entry))?.[0] ?? []);
    return [...new Set(found)].sort();
  }
  const [first] = runs;
  const home = first === undefined ? null : rootHomeAt(subject, first);
  if (first === undefined || home === null) return [];
  const commands = runs.flatMap((run) => subject.commands(run).filter(fills));
  return folders(home, variablesAt(subject, first), commands);
}

/** A mount is root's: others could not write there. */
function isRoots(subject: Subject, run: Instruction, files: readonly Entry[] | null): boolean {
  const { entries } = subject.image?.model.merged ?? {};
  if (files?.some((entry) => entries?.uid(entry) !== 0)) return false;
  return rootHomeAt(subject, run) !== null;
}

function isBelow({ image }: Subject, entry: Entry, folder: string): boolean {
  return image !== null && pathOfEntry(image.model.merged, entry).startsWith(`${folder}/`);
}
