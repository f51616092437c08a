import type { Instruction } from '../../dockerfile/syntax.ts';
import type { RuleEdit } from '../draft.ts';
import { appendCommand } from '../run-edits.ts';
import type { Subject } from '../subject.ts';
import type { Ecosystem } from './ecosystem.ts';

/**
 * Empties a cache in the RUN that fills it.
 * @param folders those that the image shows
 * @returns null where that cannot be done
 */
export function cleaningEdits(
  subject: Subject,
  { clean, fills, shared }: Ecosystem,
  runs: readonly Instruction[],
  folders: readonly string[],
): readonly RuleEdit[] | null {
  // A later RUN would download everything again.
  const [run, another] = runs;
  if (run === undefined || (shared && another !== undefined)) return null;
  switch (clean.kind) {
    case 'option':
      return subject
        .commands(run)
        .filter(fills)
        .flatMap(({ command }): RuleEdit[] => {
          const word = command.args.find(({ value }) => /^(?:install|wheel|download)$/.test(value));
          return word === undefined ? [] : [{ start: word.end, end: word.end, text: ` ${clean.option}` }];
        });
    case 'command':
      return orNull(appendCommand(subject, run, clean.command));
    case 'remove': {
      if (folders.length === 0 || folders.some((folder) => !/^[\w./@+-]+$/.test(folder))) return null;
      return orNull(appendCommand(subject, run, `rm -rf ${folders.join(' ')}`));
    }
  }
}

function orNull(edit: RuleEdit | null): readonly RuleEdit[] | null {
  return edit === null ? null : [edit];
}
