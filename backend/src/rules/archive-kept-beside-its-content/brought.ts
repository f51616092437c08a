import { posix } from 'node:path';
import type { Instruction, Stage } from '../../dockerfile/syntax.ts';
import type { Entry } from '../../image/entries.ts';
import { pathOfEntry } from '../../image/image-model.ts';
import { copiedPaths } from '../copied-paths.ts';
import type { RuleEdit } from '../draft.ts';
import { type Removal, type RemovedPath, removalsOf } from '../removals.ts';
import { withoutCommands } from '../remove-edits.ts';
import type { Subject } from '../subject.ts';
import { mentions, type Unpacking, unpackingsOf } from './unpacking.ts';

/** An archive that a COPY or ADD brings, and the one RUN that unpacks it. */
export interface Brought {
  readonly source: string;
  /** Where it lies. */
  readonly path: string;
  readonly run: Instruction;
  readonly unpacking: Unpacking;
  /** Of it and nothing else, in that RUN or in one behind it. */
  readonly removals: readonly { readonly removal: Removal; readonly path: RemovedPath }[];
}

const archiveName = /\.(?:tar(?:\.\w+)?|t[gbx]z2?|zip|deb)$/i;

/** Null where it is none, or something else has a use for it; a sentence where a line stands in the way. */
export function broughtArchive(
  subject: Subject,
  { instructions }: Stage,
  bringing: Instruction,
): Brought | string | null {
  const copied = copiedPaths(subject, bringing);
  const [source] = copied?.sources ?? [];
  if (copied === null || source === undefined || copied.sources.length > 1) return null;
  const name = posix.basename(source.split(/[?#]/)[0] ?? '');
  if (!archiveName.test(copied.intoFolder ? name : copied.destination) || /[*?[]/.test(source)) return null;
  const path = copied.intoFolder ? posix.join(copied.destination, name) : copied.destination;
  const users = subject.file.instructions.filter((one) => one !== bringing && mentions(one, path));
  const [run, ...others] = users;
  if (run?.name !== 'RUN' || !instructions.includes(run) || run.start < bringing.start) return null;
  const unpacking = unpackingsOf(subject, run).find(({ archive }) => isNamed(archive.value, path));
  if (unpacking === undefined) return null;
  const removals = users.flatMap((one) => removalsOfPath(subject, one, path));
  if (others.some((one) => !removals.some(({ removal }) => removal.run === one))) return null;
  const why = whyNotAlone(subject, run, path);
  return why ?? { source, path, run, unpacking, removals };
}

/** By itself, or from the folder that it is in. */
function isNamed(word: string, path: string): boolean {
  return word.startsWith('/') ? posix.normalize(word) === path : posix.basename(word) === posix.basename(path);
}

function removalsOfPath(subject: Subject, run: Instruction, path: string): Brought['removals'] {
  return removalsOf(subject, run).flatMap((removal) =>
    removal.paths.filter((one) => one.path === path).map((one) => ({ removal, path: one })),
  );
}

/** What else in the RUN has to do with the archive than unpacking it, and removing it by its name. */
function whyNotAlone(subject: Subject, run: Instruction, path: string): string | null {
  const own = removalsOf(subject, run).flatMap(({ paths, item }) => paths.map((one) => ({ ...one, item })));
  for (const { name, command } of subject.commands(run)) {
    const at = `${name} in line ${subject.line(command.start)}`;
    if (name === 'rm') {
      const known = own.filter(({ item }) => item.command === command);
      if (known.length === 0 || known.some((one) => one.path !== path && one.covers(path))) {
        return `${at} may remove ${path} together with others`;
      }
    } else if (command.args.some(({ value }) => value.includes(posix.basename(path)))) {
      const isUnpacking = unpackingsOf(subject, run).some((one) => one.command.command === command);
      if (!isUnpacking) return `${at} has a use for ${path}, too`;
    }
  }
  return null;
}

/** The file in the layer that brought it, removed since or not; null where the image does not show it. */
export function storedArchive(subject: Subject, bringing: Instruction, path: string): Entry | null {
  const { image } = subject;
  if (image === null) return null;
  const { merged } = image.model;
  for (const layer of subject.layersOf(bringing)) {
    const count = merged.entries.layers[layer]?.nodeCount ?? 0;
    for (let node = 1; node < count; node++) {
      const entry = merged.entries.of(layer, node);
      if (merged.entries.isFile(entry) && pathOfEntry(merged, entry) === path) return entry;
    }
  }
  return null;
}

/** Takes the archive out of what is removed; null where that cannot be written. */
export function withoutRemovals(subject: Subject, { removals }: Brought): readonly RuleEdit[] | null {
  const edits: RuleEdit[] = [];
  for (const { removal, path } of removals) {
    const { run, item, paths } = removal;
    const all = paths.length === 1 ? withoutCommands(subject, run, new Set([item])) : null;
    if (paths.length === 1 && all === null) return null;
    const { start, end } = path.word;
    const space = /[ \t]*$/.exec(subject.text.slice(item.start, start))?.[0].length ?? 0;
    edits.push(...(all ?? [{ start: start - space, end, text: '' }]));
  }
  return edits;
}
