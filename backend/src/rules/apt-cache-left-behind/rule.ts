import { readMounts } from '../../dockerfile/mounts.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import { aptAction } from '../apt-commands.ts';
import { runsOfImage } from '../image-stages.ts';
import { leftBehindBy, toldFiles } from '../left-behind.ts';
import { type Rule, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import { appendCommand } from '../run-edits.ts';
import type { Subject } from '../subject.ts';

const folder = '/var/cache/apt';

export const aptCacheLeftBehind: Rule = {
  id: 'apt-cache-left-behind',
  level: 'tidy',
  title: 'Remove the packages that apt downloaded in the RUN that installs them',
  suggest: (subject) => runsOfImage(subject).flatMap((run) => suggestFor(subject, run) ?? []),
};

/** Only by evidence: Debian's and Ubuntu's images have a hook that removes them after each installation. */
function suggestFor(subject: Subject, run: Instruction): Suggestion | Skipped | null {
  const actions = subject.commands(run).map(aptAction);
  if (!actions.some((action) => action !== null && /^(?:update|install|.*upgrade)$/.test(action))) return null;
  if (actions.includes('clean') || readMounts(run).some(({ target }) => target?.startsWith(folder))) return null;
  if (subject.image === null || subject.layersOf(run).length === 0) return null;
  const files = leftBehindBy(subject, run, 'apt-cache-left-behind') ?? [];
  if (files.length === 0) return null;
  const edit = appendCommand(subject, run, 'apt-get clean');
  if (edit === null) return skipped(run.start, 'its commands cannot be added to');
  return {
    kind: 'suggestion',
    anchor: subject.anchor(run),
    title: 'Remove the packages that apt downloaded',
    reason: 'What is in them is unpacked in the image already, so it has them twice.',
    evidence: toldFiles(subject, files, folder),
    risk: safe,
    edits: [edit],
    effects: [{ kind: 'removes', files }],
  };
}
