import { bytesText } from '../bytes-text.ts';
import type { Predicted, ReadyRewrite, SuggestedEdit, Variant } from '../rewrite-answers.ts';
import { terminalText } from './text.ts';

/** The variants as a ladder, from today's size to the lightest, each with its edits. */
export function rewriteText({ start, today, variants, absent }: ReadyRewrite): string {
  const lines: string[] = [];
  if (start.reconstructed !== null) lines.push(`note: ${start.reconstructed}`, '');
  if (today !== null) lines.push(`${'today'.padEnd(12)} ${bytesText(today.stored).padStart(8)}`);
  for (const variant of variants) lines.push(ladderLine(variant, today?.stored ?? null));
  for (const { variant, why } of absent) lines.push(`${variant.padEnd(12)} ${'–'.padStart(8)}  ${terminalText(why)}`);
  let known = new Set<string>();
  for (const variant of variants) {
    const fresh = variant.edits.filter(({ id }) => !known.has(id));
    lines.push('', `${variant.variant}:`, ...fresh.flatMap(editLines));
    lines.push(...variant.notes.map((note) => `  note: ${terminalText(note)}`));
    known = new Set(variant.edits.map(({ id }) => id));
  }
  return `${lines.join('\n')}\n`;
}

/** Predictions begin with `≈`, and have their range: they are no measurements. */
function ladderLine({ variant, predicted, edits }: Variant, today: number | null): string {
  const size = predicted === null ? '' : `≈ ${bytesText(predicted.stored.bytes)}`;
  const share =
    predicted === null || today === null || today === 0
      ? ''
      : `  ${Math.round((predicted.stored.bytes / today - 1) * 100)} %  (${rangeText(predicted.stored)})`;
  return `${variant.padEnd(12)} ${size.padStart(8)}${share}  ${edits.length} edits`;
}

function rangeText({ low, high }: Predicted): string {
  return `${bytesText(low)} to ${bytesText(high)}`;
}

function editLines({ id, title, reason, risk, from, saves }: SuggestedEdit): string[] {
  const [first] = from;
  const place = first === undefined ? '' : `line ${first.start}: `;
  const saved =
    saves === null || saves.stored === 0
      ? ''
      : ` (≈ ${bytesText(Math.abs(saves.stored))} ${saves.stored > 0 ? 'less' : 'more'})`;
  const caution =
    risk.kind === 'safe'
      ? []
      : [
          `      ${risk.kind === 'review' ? `look: ${terminalText(risk.why)}` : `breaks if ${terminalText(risk.condition)}`}`,
        ];
  return [`  ${place}${terminalText(title)}${saved}  [${id}]`, `      ${terminalText(reason)}`, ...caution];
}
