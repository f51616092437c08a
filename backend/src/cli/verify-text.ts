import { bytesText } from '../bytes-text.ts';
import type { BuildFailure, ComparedCheck, MeasuredImage, Verdict } from '../verify-answers.ts';
import { table, terminalText } from './text.ts';

/** A verdict for people: what it is, why, and what was measured. */
export function verdictText(verdict: Verdict): string {
  const { kind, subject, sentences, likelyCause, before, after, failure, comparison, lastLines, build, left } = verdict;
  const lines = [`${subject.variant}: ${kind}`, ...sentences.map((one) => `  ${terminalText(one)}`)];
  if (likelyCause !== null) lines.push(`  Likely cause: ${terminalText(likelyCause)}`);
  if (failure !== null) lines.push(...failureLines(failure));
  for (const note of build.context?.notes ?? []) lines.push(`  note: ${terminalText(note)}`);
  for (const one of left) lines.push(`  still on the engine: ${terminalText(one)}`);
  lines.push('', measuredTable(before, after));
  if (comparison !== null) {
    lines.push('', table(['compared', 'what', 'outcome'], comparison.checks.map(checkRow)));
    const noise = comparison.normalized.filter(({ times }) => times > 0);
    if (noise.length > 0) lines.push('', `taken as noise: ${noise.map(({ what }) => terminalText(what)).join('; ')}`);
  }
  if (kind === 'failed' && lastLines !== null && lastLines.variant.length > 0) {
    lines.push('', 'the variant printed last:', ...lastLines.variant.map((line) => `  ${terminalText(line)}`));
  }
  return `${lines.join('\n')}\n`;
}

function failureLines({ step, lines, edits }: BuildFailure): string[] {
  const where = lines === null ? '' : ` (line ${lines.start} of its Dockerfile)`;
  const mend = edits.length === 0 ? [] : [`  It may build without: --without ${edits.map(terminalText).join(',')}`];
  if (step === null) return mend;
  return [`  ${terminalText(step.name)}${where}`, ...step.log.map((line) => `    ${terminalText(line)}`), ...mend];
}

function measuredTable(before: MeasuredImage, after: MeasuredImage | null): string {
  const rows: [string, (image: MeasuredImage) => string][] = [
    ['unpacked', ({ stored }) => bytesText(stored)],
    ['compressed', ({ compressed }) => (compressed === null ? '–' : bytesText(compressed))],
    ['on disk', ({ onDisk }) => (onDisk === null ? '–' : bytesText(onDisk))],
    ['layers', ({ layers }) => String(layers)],
    ['files', ({ files }) => files.toLocaleString('en')],
    ['packages', ({ packages }) => packages.toLocaleString('en')],
    ['setuid files', ({ setuidFiles }) => String(setuidFiles ?? '–')],
    ['shells', ({ shells }) => String(shells ?? '–')],
    ['runs as root', ({ runsAsRoot }) => (runsAsRoot === null ? '–' : runsAsRoot ? 'yes' : 'no')],
  ];
  return table(
    ['measured', '>original', '>variant'],
    rows.map(([name, of]) => [name, of(before), after === null ? '–' : of(after)]),
  );
}

function checkRow({ subject, what, outcome, original, variant }: ComparedCheck): string[] {
  const told =
    outcome === 'differs'
      ? `differs: ${terminalText(original)} → ${terminalText(variant)}`
      : outcome === 'alike'
        ? `alike: ${terminalText(original)}`
        : 'nothing to compare';
  return [subject, terminalText(what), told.replaceAll(/\s+/g, ' ').slice(0, 160)];
}
