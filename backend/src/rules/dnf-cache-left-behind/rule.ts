import { readMounts } from '../../dockerfile/mounts.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import { instructionsAfter, runsOfImage } from '../image-stages.ts';
import { leftBehindBy, toldFiles } from '../left-behind.ts';
import { type Rule, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import { appendCommand } from '../run-edits.ts';
import { isSilenced } from '../silenced.ts';
import type { Subject } from '../subject.ts';

const tool = /^(?:\/usr\/bin\/)?((?:micro|t)?dnf|yum)$/;
const filling = /^(?:(?:re|group)?install|upgrade|update|makecache|builddep|distro-sync|downgrade|swap)$/;

export const dnfCacheLeftBehind: Rule = {
  id: 'dnf-cache-left-behind',
  level: 'tidy',
  title: 'Clean the cache of dnf, microdnf or yum in the RUN that fills it',
  suggest: (subject) => runsOfImage(subject).flatMap((run) => suggestFor(subject, run) ?? []),
};

function suggestFor(subject: Subject, run: Instruction): Suggestion | Skipped | null {
  const commands = subject.commands(run);
  const last = commands.findLast(({ name, args }) => tool.test(name) && args.some((word) => filling.test(word)));
  if (last === undefined) return null;
  const isCleaned = commands.some(
    ({ name, args, command }) =>
      command.start > last.command.start &&
      ((tool.test(name) && args.includes('clean')) || (name === 'rm' && args.some(isOfCache))),
  );
  if (isCleaned || readMounts(run).some(({ target }) => target !== null && isOfCache(target))) return null;
  if (isSilenced(subject, run, ['DL3040', 'DL3032'])) return null;
  const files = leftBehindBy(subject, run, 'dnf-cache-left-behind');
  if (files?.length === 0) return null;
  if (instructionsAfter(subject, run).some((later) => installsOffline(subject, later))) {
    return skipped(run.start, 'a later RUN installs from this cache alone');
  }
  const edit = appendCommand(subject, run, `${last.name} clean all`);
  if (edit === null) return skipped(run.start, 'its commands cannot be added to');
  return {
    kind: 'suggestion',
    anchor: subject.anchor(run),
    title: `Clean the cache of ${tool.exec(last.name)?.[1] ?? last.name}`,
    reason:
      'It has metadata of the repositories, which are out of date within days and downloaded again by the next installation. Cleaned in the same RUN they are in no layer.',
    evidence: toldFiles(subject, files, '/var/cache'),
    risk: safe,
    edits: [edit],
    effects: [{ kind: 'removes', files: files ?? [] }],
  };
}

function isOfCache(path: string): boolean {
  return /^\/var\/cache(?:\/(?:dnf|yum|libdnf5)(?:\/.*)?|\/?|\/\*)$/.test(path);
}

function installsOffline(subject: Subject, run: Instruction): boolean {
  if (run.name !== 'RUN') return false;
  return subject
    .commands(run)
    .some(({ name, args }) => tool.test(name) && args.some((word) => word === '-C' || word === '--cacheonly'));
}
