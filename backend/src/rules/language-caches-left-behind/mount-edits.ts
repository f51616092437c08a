import { readMounts } from '../../dockerfile/mounts.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import type { RuleEdit } from '../draft.ts';
import { indentOf } from '../run-edits.ts';
import type { Subject } from '../subject.ts';

/** Longer than that a line is broken. */
const maxLine = 110;

/** Mounts folders as caches in a RUN, under the ids that BuildKit gives them, where they are not mounted yet. */
export function mountEdits(
  subject: Subject,
  run: Instruction,
  folders: readonly string[],
  isLocked: boolean,
): RuleEdit[] {
  const mounted = readMounts(run).flatMap(({ target }) => target ?? []);
  const mounts = folders
    .filter((folder) => /^[\w./@+-]+$/.test(folder) && !mounted.some((target) => overlaps(target, folder)))
    .map((folder) => `--mount=type=cache,target=${folder}${isLocked ? ',sharing=locked' : ''}`);
  if (mounts.length === 0) return [];
  const at = run.flags.at(-1)?.end ?? run.keywordRange.end;
  const { style } = subject;
  const [line = run] = run.pieces;
  const isLine = mounts.length === 1 && line.end - line.start + (mounts[0]?.length ?? 0) <= maxLine;
  const text = mounts.map((mount) => ` ${mount}`).join('');
  if (isLine) return [{ start: at, end: at, text }];
  const next = `${style.continuation}${style.lineEnd}${indentOf(subject, run)}`;
  const gap = subject.textOf({ start: at, end: run.argument.start });
  const start = run.flags.length > 0 ? next : ' ';
  // Where the line is broken already, that break stays.
  if (!/^ +$/.test(gap)) return [{ start: at, end: at, text: `${start}${mounts.join(next)}` }];
  return [{ start: at, end: run.argument.start, text: `${start}${mounts.join(next)}${next}` }];
}

function overlaps(target: string, folder: string): boolean {
  return `${target}/`.startsWith(`${folder}/`) || `${folder}/`.startsWith(`${target.replace(/\/+$/, '')}/`);
}
