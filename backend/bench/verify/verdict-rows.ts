import { bytesText } from '../../src/bytes-text.ts';
import type { ExampleVerdict, VerdictsOrWhy } from './ask-verdicts.ts';

export interface VerdictRow {
  readonly example: string;
  readonly outcome: VerdictsOrWhy;
  readonly seconds: number;
}

/** A line for each verdict, and below it why it is not proven. */
export function verdictLines({ example, outcome, seconds }: VerdictRow): string[] {
  if (outcome.state === 'none') return [`${example.padEnd(19)}  -            ${outcome.why}`];
  return outcome.verdicts.flatMap((verdict, i) => {
    const last = i === outcome.verdicts.length - 1;
    const { before, after } = verdict;
    const sizes = `${bytesText(before.stored).padStart(8)} → ${(after === null ? '-' : bytesText(after.stored)).padStart(8)}`;
    const took = last ? `  ${seconds.toFixed(0)} s` : '';
    const kinds = `${verdict.subject.variant.padEnd(11)}  ${verdict.kind.padEnd(10)}`;
    return [`${example.padEnd(19)}  ${kinds}  ${sizes}${took}`, ...reasons(verdict).map((why) => `    ${why}`)];
  });
}

function reasons({ kind, sentences, likelyCause, left }: ExampleVerdict): string[] {
  return [
    ...(kind === 'proven' ? [] : sentences),
    ...(likelyCause === null ? [] : [`likely cause: ${likelyCause}`]),
    ...left.map((thing) => `left behind: ${thing}`),
  ];
}

export function summaryText(rows: readonly VerdictRow[]): string {
  const reached = rows.flatMap(({ outcome }) => (outcome.state === 'reached' ? [outcome.verdicts] : []));
  const all = reached.flat();
  const proven = all.filter(({ kind }) => kind === 'proven').length;
  const atOnce = reached.filter(([first]) => first?.kind === 'proven').length;
  const inTheEnd = reached.filter((verdicts) => verdicts.at(-1)?.kind === 'proven').length;
  return [
    `examples with verdicts: ${reached.length} of ${rows.length}`,
    `proven: ${proven} of ${all.length} verdicts; at once ${atOnce}, in the end ${inTheEnd} of ${reached.length} examples`,
  ].join('\n');
}
