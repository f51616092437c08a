import { posix } from 'node:path';
import { bytesText } from '../../bytes-text.ts';
import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import { isWorthTelling } from '../../inspectors/waste/worth-telling.ts';
import { withFlag } from '../copied-paths.ts';
import { bytesOfEntries } from '../evidence.ts';
import { withoutInstruction } from '../remove-edits.ts';
import { review, type Skipped, type Suggestion, safe, skipped } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { broughtArchive, storedArchive, withoutRemovals } from './brought.ts';

/** An archive of the build context, or of another stage: mounted where it is unpacked, it is stored in no layer. */
export function copiedArchive(subject: Subject, stage: Stage, copy: Instruction): Suggestion | Skipped | null {
  if (copy.flags.some(({ name }) => name !== 'from') || copy.heredocs.length > 0) return null;
  const brought = broughtArchive(subject, stage, copy);
  if (brought === null) return null;
  const { image } = subject;
  const file = typeof brought === 'string' ? null : storedArchive(subject, copy, brought.path);
  if (typeof brought !== 'string' && image !== null) {
    if (file === null || !isWorthTelling(image, bytesOfEntries(image, [file]))) return null;
  }
  const say = (why: string) => skipped(copy.start, `the archive is copied, not mounted: ${why}`);
  if (typeof brought === 'string') return say(brought);
  if (!subject.takes.mounts) return say('the builder has no mounts');
  const { path, run, removals } = brought;
  const [written] = copy.values;
  // Older builders do not put in variables there.
  if (written === undefined || /[$,"'\s]/.test(written.text + path)) return say('its name has variables in it');
  const removed = withoutRemovals(subject, brought);
  if (removed === null) return say('what removes it cannot be taken out');
  const from = copy.flags.find(({ name }) => name === 'from')?.value ?? null;
  const source = from === null ? posix.join('.', written.text.replace(/^\/+/, '')) : posix.resolve('/', written.text);
  const mount = ['type=bind', ...(from === null ? [] : [`from=${from}`]), `source=${source}`, `target=${path}`];
  const bytes = image === null || file === null ? '' : `, ${bytesText(bytesOfEntries(image, [file]))}`;
  return {
    kind: 'suggestion',
    anchor: subject.anchor(copy),
    title: `Mount ${posix.basename(path)} where it is unpacked`,
    reason: 'COPY stores the archive in a layer, beside what is unpacked of it. A mount is there for the one RUN only.',
    evidence: [`line ${subject.line(run.start)} unpacks ${path}${bytes}`],
    risk: removals.length > 0 ? safe : review(`no program may want ${path} itself`),
    edits: [withoutInstruction(subject, copy), withFlag(run, `--mount=${mount.join(',')}`), ...removed],
    effects: file === null ? [] : [{ kind: 'removes', files: [file] }],
  };
}
