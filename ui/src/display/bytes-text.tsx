import { exactBytes, formatBytes } from './bytes.ts';

/** A size with its unit; the exact bytes on hover. An unknown size says that it is, and why. */
export function Bytes({ value, unknown }: { value: number | null; unknown?: string }) {
  if (value === null) {
    return (
      <span className="unknown" title={unknown ?? 'The engine does not tell this size.'}>
        unknown
      </span>
    );
  }
  return (
    <span className="number" title={exactBytes(value)}>
      {formatBytes(value)}
    </span>
  );
}
