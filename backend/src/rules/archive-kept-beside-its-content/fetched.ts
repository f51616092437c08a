import { posix } from 'node:path';
import { bytesText } from '../../bytes-text.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import type { Entry } from '../../image/entries.ts';
import { pathOfEntry } from '../../image/image-model.ts';
import { isWorthTelling } from '../../inspectors/waste/worth-telling.ts';
import { downloadOf } from '../downloads.ts';
import { bytesOfEntries } from '../evidence.ts';
import { instructionsAfter } from '../image-stages.ts';
import { nextRun, whyApart } from '../merge-runs.ts';
import { review, type Suggestion } from '../rule.ts';
import { joint } from '../run-edits.ts';
import type { Subject } from '../subject.ts';
import { itemOf, mentions, type Unpacking } from './unpacking.ts';

/** An archive that the same RUN, or the one right before, downloads, and that stays. */
export function afterDownload(subject: Subject, unpacking: Unpacking, before: Instruction | null): Suggestion | null {
  const { run, command, archive } = unpacking;
  const fetching = [run, before].find((one) => one !== null && isFetchedBy(subject, one, unpacking)) ?? null;
  if (fetching === null || (fetching !== run && !isJoined(subject, fetching, run))) return null;
  const commands = subject.commands(run).filter((one) => one.command.start > command.command.start);
  // It may remove it by another name.
  if (commands.some(({ name }) => /^(?:rm|unlink|find|mv|shred)$/.test(name))) return null;
  if (commands.some((one) => one.args.some((word) => word.includes(posix.basename(archive.value))))) return null;
  if (instructionsAfter(subject, run).some((one) => mentions(one, archive.value))) return null;
  const files = filesLike(subject, fetching, archive.value);
  const { image } = subject;
  if (image !== null && (files.length !== 1 || !isWorthTelling(image, bytesOfEntries(image, files)))) return null;
  const item = itemOf(subject, unpacking);
  if (item === null || item.negated || !isFollowedPlainly(subject, unpacking)) return null;
  const told = image === null ? '' : `, ${bytesText(bytesOfEntries(image, files))}`;
  return {
    kind: 'suggestion',
    anchor: subject.anchor(item),
    title: `Remove ${archive.value} once it is unpacked`,
    reason: 'What was in it is there twice: packed, and unpacked beside it. In the same RUN it is stored in no layer.',
    evidence: [`line ${subject.line(command.command.start)} unpacks ${archive.value}, and nothing removes it${told}`],
    risk: review(`no program may want ${archive.value} itself`),
    edits: [{ start: item.end, end: item.end, text: `${joint(subject, run, item.start)}rm ${archive.text}` }],
    // Of two RUNs, those are joined for it by another rule.
    effects: files.length === 0 || fetching !== run ? [] : [{ kind: 'removes', files }],
  };
}

function isFetchedBy(subject: Subject, run: Instruction, { archive, command }: Unpacking): boolean {
  return subject.commands(run).some((one) => {
    const download = downloadOf(one);
    const isSame = download !== null && posix.normalize(download.path) === posix.normalize(archive.value);
    return isSame && one.command.start < command.command.start;
  });
}

function isJoined(subject: Subject, before: Instruction, run: Instruction): boolean {
  return nextRun(subject, before) === run && whyApart(subject, before, run) === null;
}

/** Where what comes after it is run as before. */
function isFollowedPlainly(subject: Subject, { run, command }: Unpacking): boolean {
  const read = subject.run(run);
  if (read.kind !== 'commands') return false;
  const { items } = read.script.list;
  const at = items.findIndex((one) => one.command === command.command);
  const around = [items[at]?.separator?.operator ?? '&&', items[at + 1]?.separator?.operator ?? '&&'];
  return around.every((operator) => operator === '&&' || operator === ';');
}

/** Files of a RUN that the image still has and that may have this name, its variables whatever they were. */
function filesLike(subject: Subject, run: Instruction, name: string): Entry[] {
  const { image } = subject;
  if (image === null) return [];
  const { merged } = image.model;
  const pattern = new RegExp(
    `/${posix
      .basename(name)
      .split(/\$\{[^}]*\}|\$\w+/)
      .map((part) => part.replace(/[.*+?^$()[\]{}|\\]/g, '\\$&'))
      .join('[^/]*')}$`,
  );
  const found: Entry[] = [];
  for (const layer of subject.layersOf(run)) {
    const count = merged.entries.layers[layer]?.nodeCount ?? 0;
    for (let node = 1; node < count; node++) {
      const entry = merged.entries.of(layer, node);
      const isLive = merged.entries.isFile(entry) && image.tree.inode(merged.nodeOf[entry] ?? 0) === entry;
      if (isLive && pattern.test(pathOfEntry(merged, entry))) found.push(entry);
    }
  }
  return found;
}
