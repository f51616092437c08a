import type { LineRange } from '@aligera/backend/src/rewrite-answers.ts';
import Link from '@mui/material/Link';

/** Leads to lines of the built Dockerfile; null where they are not on the screen. */
export type ShowLine = ((line: number) => void) | null;

export function LineLink({ lines, onLine }: { lines: LineRange; onLine: ShowLine }) {
  const words = lines.end > lines.start ? `lines ${lines.start}–${lines.end}` : `line ${lines.start}`;
  if (onLine === null) return words;
  return (
    <Link
      component="button"
      type="button"
      onClick={() => onLine(lines.start)}
      sx={{ fontSize: 'inherit', verticalAlign: 'baseline', whiteSpace: 'nowrap' }}
    >
      {words}
    </Link>
  );
}
