import { formatAgo, formatMoment } from './time.ts';

/** How long ago, the moment itself on hover. `iso` as the image's configuration has it, which may be anything. */
export function Ago({ iso, now }: { iso: string | null; now: number }) {
  const then = iso === null ? Number.NaN : Date.parse(iso);
  if (Number.isNaN(then)) {
    return (
      <span className="unknown" title="The image does not say when it was created.">
        unknown
      </span>
    );
  }
  // Reproducible builds write the beginning of 1970: no date at all, but a choice.
  if (then <= 0) {
    return <span title={`${formatMoment(then)}: set so by a reproducible build`}>1970</span>;
  }
  return <span title={formatMoment(then)}>{formatAgo(then, now)}</span>;
}
