import type { Predicted } from '@aligera/backend/src/rewrite-answers.ts';
import { formatBytes } from './bytes.ts';

/** An estimated size: never without its sign. What it may be instead is said on hover. */
export function Estimate({ value }: { value: Predicted | null }) {
  if (value === null) {
    return (
      <span className="unknown" title="It is not known well enough to be estimated.">
        unknown
      </span>
    );
  }
  return (
    <span className="number estimate" title={`estimated: ${rangeWords(value)}`}>
      ≈ {formatBytes(value.bytes)}
    </span>
  );
}

/** `115 to 126 MB`; the unit once where it is the same. */
export function rangeWords({ low, high }: Predicted): string {
  const [from = '', unit = ''] = formatBytes(low).split(' ');
  const to = formatBytes(high);
  return to === `${from} ${unit}` ? to : `${to.endsWith(` ${unit}`) ? from : `${from} ${unit}`} to ${to}`;
}
