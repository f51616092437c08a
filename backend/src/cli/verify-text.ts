import { bytesText } from '../bytes-text.ts';
import { pullTimeText } from '../pull-time.ts';
import type { BuildFailure, ComparedCheck, Comparison, MeasuredImage, Verdict } from '../verify-answers.ts';
import { table, terminalText, wrapped } from './text.ts';

/**
 * A verdict for people: what it is, why, what was measured and what was compared.
 * @param speeds at which a pull is told, in Mbit/s
 */
export function verdictText(verdict: Verdict, speeds: readonly number[]): string {
  const { kind, subject, sentences, likelyCause, before, after, failure, comparison, lastLines, build, left } = verdict;
  const lines = [`${subject.variant}: ${kind}`, ...sentences.flatMap((one) => wrapped(terminalText(one), '  '))];
  if (likelyCause !== null) lines.push(...wrapped(terminalText(likelyCause), '  Likely cause: '));
  if (failure !== null) lines.push(...failureLines(failure));
  for (const note of build.context?.notes ?? []) lines.push(...wrapped(terminalText(note), '  note: '));
  for (const one of left) lines.push(...wrapped(terminalText(one), '  still on the engine: '));
  lines.push('', measuredTable(before, after, speeds));
  if (comparison !== null) lines.push('', ...comparisonLines(comparison));
  if (kind === 'failed' && lastLines !== null && lastLines.variant.length > 0) {
    lines.push('', 'the variant printed last', ...lastLines.variant.map((line) => `  ${terminalText(line)}`));
  }
  return `${lines.join('\n')}\n`;
}

function failureLines({ step, lines, edits }: BuildFailure): string[] {
  const where = lines === null ? '' : ` (line ${lines.start} of its Dockerfile)`;
  const mend = edits.length === 0 ? [] : [`  It may build without: --without ${edits.map(terminalText).join(',')}`];
  if (step === null) return mend;
  const name = wrapped(`${terminalText(step.name)}${where}`, '  ');
  return [...name, ...step.log.map((line) => `    ${terminalText(line)}`), ...mend];
}

/** What takes less space or time is worth telling as a share. */
type Row = readonly [name: string, of: (image: MeasuredImage) => number | null, spelled: (value: number) => string];

function measuredTable(before: MeasuredImage, after: MeasuredImage | null, speeds: readonly number[]): string {
  const count = (value: number) => value.toLocaleString('en');
  const sizes: readonly Row[] = [
    ['stored', ({ stored }) => stored, bytesText],
    ['compressed', ({ compressed }) => compressed, bytesText],
    ['on disk', ({ onDisk }) => onDisk, bytesText],
  ];
  const pulls = speeds.map(
    (speed): Row => [
      `pull at ${speed} Mbit/s`,
      ({ compressed }) => compressed,
      (compressed) => pullTimeText(compressed, speed),
    ],
  );
  const counts: readonly Row[] = [
    ['layers', ({ layers }) => layers, count],
    ['files', ({ files }) => files, count],
    ['packages', ({ packages }) => packages, count],
    ['setuid files', ({ setuidFiles }) => setuidFiles, count],
    ['shells', ({ shells }) => shells, count],
    [
      'runs as root',
      ({ runsAsRoot }) => (runsAsRoot === null ? null : Number(runsAsRoot)),
      (yes) => (yes ? 'yes' : 'no'),
    ],
  ];
  const cell = (image: MeasuredImage | null, [, of, spelled]: Row) => {
    const value = image === null ? null : of(image);
    return value === null ? '–' : spelled(value);
  };
  const share = ([, of]: Row) => {
    const [was, is] = [of(before), after === null ? null : of(after)];
    return was === null || is === null || was === 0 ? '' : shareText(is / was - 1);
  };
  return table(
    ['measured', '>original', '>variant', '>'],
    [
      ...sizes.map((row) => [row[0], cell(before, row), cell(after, row), share(row)]),
      ...[...pulls, ...counts].map((row) => [row[0], cell(before, row), cell(after, row), '']),
    ],
  );
}

/** No digits that make nearly all look like all. */
function shareText(share: number): string {
  const percent = Math.abs(share) * 100;
  const digits = percent >= 99 && percent < 100 ? Math.min(99.9, percent).toFixed(1) : percent.toFixed(0);
  return `${share > 0 ? '+' : '−'}${digits} %`;
}

function comparisonLines({ checks, normalized }: Comparison): string[] {
  const seen = checks.filter(({ outcome }) => outcome !== 'nothing');
  const others = checks.filter(({ outcome }) => outcome === 'nothing');
  const noise = normalized.filter(({ times }) => times > 0).map(({ what }) => what);
  return [
    'compared',
    ...seen.flatMap(checkLines),
    ...listed('nothing to compare', [...new Set(others.map(({ subject, what }) => nameOf(subject, what)))]),
    ...listed('taken as noise', noise),
  ];
}

/** Where several things of a kind are compared, each is named. */
const isNamed = (subject: string) => ['http', 'other-protocol', 'compared-files'].includes(subject);
const nameOf = (subject: string, what: string) => (isNamed(subject) ? what : subject);

function checkLines({ subject, what, outcome, proves, original, variant }: ComparedCheck): string[] {
  const word = outcome === 'differs' ? 'differs' : proves ? 'proof' : 'alike';
  const told = outcome === 'differs' ? `${original} → ${variant}` : original;
  const text = isNamed(subject) ? `${what}: ${told}` : told;
  const short = terminalText(text).replaceAll(/\s+/g, ' ').slice(0, mostCharacters);
  return wrapped(short, `  ${word.padEnd(7)}  ${subject.padEnd(15)}  `);
}

const mostCharacters = 400;

function listed(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ['', ...wrapped(`${title}: ${items.map(terminalText).join('; ')}`, '')];
}
