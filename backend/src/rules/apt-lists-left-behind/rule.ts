import { readMounts } from '../../dockerfile/mounts.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import { filesOfFinding } from '../evidence.ts';
import { type Rule, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import { appendCommand } from '../run-edits.ts';
import type { Subject } from '../subject.ts';

const clean = 'rm -rf /var/lib/apt/lists/*';

export const aptListsLeftBehind: Rule = {
  id: 'apt-lists-left-behind',
  level: 'tidy',
  title: 'Remove the package lists of apt in the RUN that downloads them',
  suggest: (subject) =>
    subject.graph.stages.flatMap(({ instructions }) =>
      instructions.filter(({ name }) => name === 'RUN').flatMap((run) => suggestFor(subject, run) ?? []),
    ),
};

function suggestFor(subject: Subject, run: Instruction): Suggestion | Skipped | null {
  const commands = subject.commands(run);
  if (!commands.some(({ name, args }) => /^apt(?:-get)?$/.test(name) && args.includes('update'))) return null;
  if (commands.some(({ name, args }) => name === 'rm' && args.some((word) => word.startsWith('/var/lib/apt/lists'))))
    return null;
  if (readMounts(run).some(({ target }) => target?.startsWith('/var/lib/apt'))) return null;
  if (installsLater(subject, run))
    return skipped(run.start, 'a later RUN installs with the lists that this one downloads');
  const layers = subject.layersOf(run);
  const files = subject.image === null ? [] : filesOfFinding(subject.image, 'apt-lists-left-behind', layers);
  if (layers.length > 0 && files.length === 0) return null;
  const edit = appendCommand(subject, run, clean);
  if (edit === null) return skipped(run.start, 'its commands cannot be added to');
  return {
    kind: 'suggestion',
    anchor: subject.anchor(run),
    title: 'Remove the package lists of apt',
    reason:
      'The lists are out of date within days, and the next apt-get update downloads them again. Removed in the same RUN they are in no layer.',
    evidence: files.length === 0 ? [] : [`${files.length} files in /var/lib/apt/lists`],
    risk: safe,
    edits: [edit],
    effects: [{ kind: 'removes', files }],
  };
}

function installsLater(subject: Subject, run: Instruction): boolean {
  const stage = subject.graph.stages.find(({ instructions }) => instructions.includes(run));
  const later = stage?.instructions.filter(({ start, name }) => name === 'RUN' && start > run.start) ?? [];
  for (const one of later) {
    const commands = subject.commands(one);
    const has = (word: string) => commands.some(({ name, args }) => /^apt(?:-get)?$/.test(name) && args.includes(word));
    if (has('update')) return false;
    if (has('install')) return true;
  }
  return false;
}
