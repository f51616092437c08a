import type { PlainCommand } from '../../dockerfile/lint/plain-commands.ts';
import { readMounts } from '../../dockerfile/mounts.ts';
import type { ShellWord } from '../../dockerfile/shell/shell-syntax.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import type { RuleEdit } from '../draft.ts';
import { instructionsAfter, runsOfImage } from '../image-stages.ts';
import { leftBehindBy, toldFiles } from '../left-behind.ts';
import { type Rule, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import { isSilenced } from '../silenced.ts';
import type { Subject } from '../subject.ts';

const filling: ReadonlySet<string> = new Set(['add', 'fix', 'upgrade']);
/** What works on the index that is in the cache. */
const reading: ReadonlySet<string> = new Set(['dot', 'fetch', 'list', 'policy', 'search', 'version']);

export const apkCacheLeftBehind: Rule = {
  id: 'apk-cache-left-behind',
  level: 'tidy',
  title: 'Install with apk add --no-cache',
  suggest: (subject) => runsOfImage(subject).flatMap((run) => suggestFor(subject, run) ?? []),
};

function suggestFor(subject: Subject, run: Instruction): Suggestion | Skipped | null {
  const commands = subject.commands(run);
  const kept = commands.filter((command) => keepsCache(command));
  if (kept.length === 0) return null;
  if (commands.some(({ name, args }) => name === 'rm' && args.some(isOfCache))) return null;
  if (readMounts(run).some(({ target }) => target !== null && isOfCache(target))) return null;
  if (isSilenced(subject, run, ['DL3018', 'DL3019'])) return null;
  const files = leftBehindBy(subject, run, 'apk-cache-left-behind');
  if (files?.length === 0) return null;
  const later = instructionsAfter(subject, run).flatMap((one) => (one.name === 'RUN' ? subject.commands(one) : []));
  if ([...commands, ...later].some((command) => reading.has(action(command)?.value ?? ''))) {
    return skipped(run.start, 'something is looked up in the index that it keeps');
  }
  if (kept.some((command) => action(command)?.value === 'update') && later.some(keepsCache)) {
    return skipped(run.start, 'a later RUN installs with the index that this one downloads');
  }
  return {
    kind: 'suggestion',
    anchor: subject.anchor(run),
    title: 'Install with --no-cache',
    reason:
      'apk then reads the index of the repositories without keeping it. It is out of date within days, and the next installation downloads it again.',
    evidence: toldFiles(subject, files, '/var/cache/apk'),
    risk: safe,
    edits: kept.flatMap((command) => editFor(subject, command) ?? []),
    effects: [{ kind: 'removes', files: files ?? [] }],
  };
}

/** The word that says what apk is to do. */
function action({ name, command }: PlainCommand): ShellWord | null {
  if (!/^(?:\/sbin\/)?apk$/.test(name)) return null;
  return command.args.find(({ value }) => /^[a-z]/.test(value)) ?? null;
}

function keepsCache(command: PlainCommand): boolean {
  const { value } = action(command) ?? { value: '' };
  return (filling.has(value) || value === 'update') && !command.options.includes('no-cache');
}

/** `--update` asks for what `--no-cache` does anyway. */
function editFor(subject: Subject, { command, name, args }: PlainCommand): RuleEdit | null {
  const word = action({ command, name, args, options: [] });
  if (word === null) return null;
  const update = command.args.find(({ value }) => /^(?:-U|--update(?:-cache)?)$/.test(value));
  if (update !== undefined) return { start: update.start, end: update.end, text: '--no-cache' };
  return subject.textOf(word) === word.value ? { start: word.end, end: word.end, text: ' --no-cache' } : null;
}

function isOfCache(path: string): boolean {
  return /^\/(?:var\/cache(?:\/apk(?:\/.*)?|\/?|\/\*)|etc\/apk\/cache(?:\/.*)?)$/.test(path);
}
