import { bytesText } from '../../bytes-text.ts';
import type { PlainCommand } from '../../dockerfile/lint/plain-commands.ts';
import type { ShellWord } from '../../dockerfile/shell/shell-syntax.ts';
import type { Instruction } from '../../dockerfile/syntax.ts';
import { isWorthTelling } from '../../inspectors/waste/worth-telling.ts';
import { aptAction } from '../apt-commands.ts';
import type { RuleEdit } from '../draft.ts';
import { bytesOfEntries } from '../evidence.ts';
import { instructionsBefore, runsOfImage } from '../image-stages.ts';
import { type Rule, review, type Skipped, type Suggestion, skipped } from '../rule.ts';
import { isSilenced } from '../silenced.ts';
import type { Subject } from '../subject.ts';
import { neededByText } from './known-packages.ts';
import { recommendedOnly } from './recommended-only.ts';

const option = '--no-install-recommends';
const valued = /^(?:-t|--target-release|-o|--option|-c|--config-file|-a|--host-architecture)$/;

export const recommendedPackagesInstalled: Rule = {
  id: 'recommended-packages-installed',
  level: 'tidy',
  title: 'Install with apt only what is named and what that needs',
  suggest: (subject) => runsOfImage(subject).flatMap((run) => suggestFor(subject, run) ?? []),
};

function suggestFor(subject: Subject, run: Instruction): Suggestion | Skipped | null {
  const installs = subject.commands(run).filter((command) => aptAction(command) === 'install');
  const open = installs.filter(({ args }) => !args.some((word) => /^--(?:no-)?install-recommends/.test(word)));
  if (open.length === 0 || isSilenced(subject, run, ['DL3015']) || isConfigured(subject, run)) return null;
  const words = installs.flatMap(packageWords);
  const isLocal = words.some(({ value }) => value.includes('/') && value.endsWith('.deb'));
  if (words.length === 0 || isLocal) return null;
  if (words.some(({ kind }) => kind !== 'literal')) {
    return subject.image === null
      ? null
      : skipped(run.start, 'which packages it names depends on variables or patterns');
  }
  const named = words.map(({ value }) => value.replace(/[=/:].*$/, ''));
  if (subject.image === null || subject.layersOf(run).length === 0) return byText(subject, run, open, named);
  const found = recommendedOnly(subject, run, named);
  if (typeof found === 'string') return skipped(run.start, found);
  const { lost, kept, files } = found;
  const bytes = bytesOfEntries(subject.image, files);
  if (!isWorthTelling(subject.image, bytes)) return null;
  const names = listed(lost);
  return {
    ...suggestion(subject, run, open, kept),
    evidence: [
      `only recommended: ${names}; ${bytesText(bytes)}`,
      ...(kept.length === 0 ? [] : [`only recommended, too, but used or easily missed: ${listed(kept)}`]),
    ],
    risk: review(`${names} would be gone: look whether something uses them`),
    effects: [{ kind: 'removes', files }],
  };
}

/** Without an image: only where it is known what the packages lack without what they recommend. */
function byText(
  subject: Subject,
  run: Instruction,
  open: readonly PlainCommand[],
  named: readonly string[],
): Suggestion | Skipped | null {
  const needed = neededByText(named);
  if (needed.why !== null) return skipped(run.start, needed.why);
  const before = instructionsBefore(subject, run).filter(({ name }) => name === 'RUN');
  const there = before.flatMap((one) =>
    subject
      .commands(one)
      .flatMap(packageWords)
      .map(({ value }) => value),
  );
  const kept = needed.kept.filter((name) => !named.includes(name) && !there.includes(name));
  return suggestion(subject, run, open, kept);
}

function suggestion(
  subject: Subject,
  run: Instruction,
  open: readonly PlainCommand[],
  kept: readonly string[],
): Suggestion {
  return {
    kind: 'suggestion',
    anchor: subject.anchor(run),
    title: 'Leave out what is only recommended',
    reason: `apt installs not only what a package needs, but also what most people want beside it.${
      kept.length === 0 ? '' : ` Of that, ${kept.join(' and ')} is named now, so that it stays.`
    }`,
    evidence: [],
    risk: review('a feature that needs a recommended package would be gone'),
    edits: open.flatMap((command, i) => editFor(command, i === 0 ? kept : []) ?? []),
    effects: [],
  };
}

function editFor({ command }: PlainCommand, names: readonly string[]): RuleEdit | null {
  let at = command.args.findIndex(({ value }) => value === 'install');
  while (/^-/.test(command.args[at + 1]?.value ?? '')) at += valued.test(command.args[at + 1]?.value ?? '') ? 2 : 1;
  const word = command.args[at];
  return word === undefined ? null : { start: word.end, end: word.end, text: ` ${[option, ...names].join(' ')}` };
}

function packageWords({ name, args, command, options }: PlainCommand): ShellWord[] {
  if (aptAction({ name, args, command, options }) !== 'install') return [];
  const from = args.indexOf('install');
  return command.args.filter(({ value }, i) => i > from && !value.startsWith('-') && !valued.test(args[i - 1] ?? ''));
}

/** Whether apt is told elsewhere what to do with recommended packages. */
function isConfigured(subject: Subject, run: Instruction): boolean {
  return [...instructionsBefore(subject, run), run].some((instruction) => {
    const text = subject.textOf(instruction);
    return /Install-Recommends/i.test(text) || (/^(?:COPY|ADD)$/.test(instruction.name) && text.includes('apt'));
  });
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12);
  const rest = names.length - shown.length;
  return rest === 0 ? shown.join(', ') : `${shown.join(', ')} and ${rest} more`;
}
