import type { Predicted } from '@aligera/backend/src/rewrite-answers.ts';
import { formatCount } from '../../display/bytes.ts';
import { formatPercent } from '../../display/percent.tsx';

/** `−62 %`, `+3 %`, `same`; null where a share says nothing. */
export function changeInPercent(before: number | null, after: number | null): string | null {
  if (before === null || after === null) return null;
  if (before === after) return 'same';
  if (before === 0) return null;
  const share = after / before - 1;
  const percent = formatPercent(Math.abs(share));
  if (percent.startsWith('<')) return 'nearly the same';
  return `${share < 0 ? '−' : '+'}${percent.replace('> ', '')}`;
}

/** `−12`, `+1`, `same` */
export function changeInCount(before: number | null, after: number | null): string | null {
  if (before === null || after === null) return null;
  if (before === after) return 'same';
  return after < before ? `−${formatCount(before - after)}` : `+${formatCount(after - before)}`;
}

/** How far what was measured is from its estimate. */
export function offTheEstimate(measured: number, { bytes, low, high }: Predicted): string {
  if (bytes === 0) return measured === 0 ? 'as estimated' : 'more than estimated';
  const share = measured / bytes - 1;
  if (Math.abs(share) < 0.0005) return 'as estimated';
  const off = `${formatPercent(Math.abs(share))} ${share > 0 ? 'more' : 'less'}`;
  return measured < low || measured > high ? `${off}, outside its range` : off;
}
