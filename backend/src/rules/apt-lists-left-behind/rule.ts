import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import { installsFromOldLists, leavesLists, updatesLists } from '../apt-commands.ts';
import { instructionsAfter, runsOfImage, stageOf } from '../image-stages.ts';
import { leftBehindBy, toldFiles } from '../left-behind.ts';
import { type Rule, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import { appendCommand } from '../run-edits.ts';
import { isSilenced } from '../silenced.ts';
import type { Subject } from '../subject.ts';

const clean = 'rm -rf /var/lib/apt/lists/*';

export const aptListsLeftBehind: Rule = {
  id: 'apt-lists-left-behind',
  level: 'tidy',
  title: 'Remove the package lists of apt in the RUN that downloads them',
  suggest: (subject) => runsOfImage(subject).flatMap((run) => suggestFor(subject, run) ?? []),
};

function suggestFor(subject: Subject, run: Instruction): Suggestion | Skipped | null {
  if (!leavesLists(subject, run)) return null;
  if (isSilenced(subject, run, ['DL3009'])) return null;
  const files = leftBehindBy(subject, run, 'apt-lists-left-behind');
  if (files?.length === 0) return null;
  if (installsLater(subject, run))
    return skipped(run.start, 'a later RUN installs with the lists that this one downloads');
  const edit = appendCommand(subject, run, clean);
  if (edit === null) return skipped(run.start, 'its commands cannot be added to');
  return {
    kind: 'suggestion',
    anchor: subject.anchor(run),
    title: 'Remove the package lists of apt',
    reason:
      'The lists are out of date within days, and the next apt-get update downloads them again. Removed in the same RUN they are in no layer.',
    evidence: toldFiles(subject, files, '/var/lib/apt/lists'),
    risk: safe,
    edits: [edit],
    effects: [{ kind: 'removes', files: files ?? [] }],
  };
}

function installsLater(subject: Subject, run: Instruction): boolean {
  const own = stageOf(subject, run);
  const updated = new Set<Stage | null>();
  for (const later of instructionsAfter(subject, run)) {
    const stage = stageOf(subject, later);
    if (later.name !== 'RUN' || updated.has(stage)) continue;
    if (installsFromOldLists(subject, later)) return true;
    if (!updatesLists(subject, later)) continue;
    if (stage === own) return false;
    updated.add(stage);
  }
  return false;
}
