import { bytesText } from '../../src/bytes-text.ts';
import type { VariantName } from './ask-rewrite.ts';
import type { MeasuredSizes } from './measure.ts';
import type { Tried } from './try-build.ts';

export interface VariantRow {
  readonly example: string;
  readonly variant: VariantName;
  readonly today: MeasuredSizes;
  readonly predicted: MeasuredSizes;
  readonly tried: Tried;
  readonly byHand: MeasuredSizes | null;
}

/** How far the prediction is from what was measured, as a share of the latter; null where one of them is not known. */
function predictionError({ predicted, tried }: VariantRow, what: keyof MeasuredSizes = 'stored'): number | null {
  const [said, found] = [predicted[what], tried.sizes?.[what] ?? null];
  return said === null || found === null ? null : said / found - 1;
}

/** The share of today's bytes that goes; null where nothing was built. */
function saving({ today, tried }: VariantRow): number | null {
  return tried.sizes === null ? null : 1 - tried.sizes.stored / today.stored;
}

export const rowTitles = line('example', 'variant', 'today', 'predicted', 'measured', 'error', 'saved', 'by hand', '');

export function rowText(row: VariantRow): string {
  const { example, variant, today, predicted, tried, byHand } = row;
  return line(
    example,
    variant,
    bytesText(today.stored),
    bytesText(predicted.stored),
    tried.sizes === null ? '-' : bytesText(tried.sizes.stored),
    percent(predictionError(row)),
    percent(saving(row)),
    byHand === null ? '' : bytesText(byHand.stored),
    toldOf(tried),
  );
}

export function toldOf(tried: Tried): string {
  switch (tried.state) {
    case 'works':
      return 'works';
    case 'fails':
      return `FAILS: ${tried.why} (${tried.log})`;
    case 'not-built':
      return `NOT BUILT: ${tried.why} (${tried.log})`;
  }
}

function line(example: string, variant: string, ...[today, predicted, measured, error, saved, byHand, told]: string[]) {
  const sizes = [today, predicted, measured].map((size = '') => size.padStart(9));
  const shares = [error, saved].map((share = '') => share.padStart(7));
  return [example.padEnd(19), variant.padEnd(11), ...sizes, ...shares, (byHand ?? '').padStart(9), told]
    .join('  ')
    .trimEnd();
}

function percent(share: number | null): string {
  return share === null ? '-' : `${(100 * share).toFixed(1)} %`;
}

export interface Summary {
  readonly offered: number;
  readonly working: number;
  /** Examples that have at least one variant that works. */
  readonly lightened: number;
  /** Of those: the median of what the lightest variant that works saves; null where there is none. */
  readonly medianSaving: number | null;
  /** Predictions that can be compared with a measurement, and those within ±10 % of it. */
  readonly stored: Hits;
  readonly compressed: Hits;
}

interface Hits {
  readonly close: number;
  readonly of: number;
}

export function summaryOf(rows: readonly VariantRow[]): Summary {
  const working = rows.filter(({ tried }) => tried.state === 'works');
  const best = new Map<string, number>();
  for (const row of working) best.set(row.example, Math.max(saving(row) ?? 0, best.get(row.example) ?? -Infinity));
  return {
    offered: rows.length,
    working: working.length,
    lightened: best.size,
    medianSaving: median([...best.values()]),
    stored: hits(rows, 'stored'),
    compressed: hits(rows, 'compressed'),
  };
}

function hits(rows: readonly VariantRow[], what: keyof MeasuredSizes): Hits {
  const errors = rows.map((row) => predictionError(row, what)).filter((error) => error !== null);
  return { close: errors.filter((error) => Math.abs(error) <= 0.1).length, of: errors.length };
}

export function summaryText(summary: Summary): string {
  const { offered, working, lightened, medianSaving, stored, compressed } = summary;
  return [
    `offered variants that work: ${outOf(working, offered)}`,
    `median saving of the lightest working variant: ${percent(medianSaving)} (of ${lightened} examples)`,
    `predictions within ±10 %: ${outOf(stored.close, stored.of)}; of compressed bytes ${outOf(compressed.close, compressed.of)}`,
  ].join('\n');
}

function outOf(part: number, all: number): string {
  return `${part} of ${all}${all === 0 ? '' : ` (${percent(part / all)})`}`;
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  const lower = sorted[Math.ceil(middle) - 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}
