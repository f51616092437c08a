import type { VerdictKind } from '@aligera/backend/src/verify-answers.ts';
import Box from '@mui/material/Box';
import { Explained } from '../../display/explained.tsx';
import { verdictWords } from './verdict-words.ts';

/** What a verdict is: a sign and a word, so that nobody needs its colour. */
export function VerdictBadge({ kind }: { kind: VerdictKind }) {
  const { title, sign, meaning, color } = verdictWords[kind];
  return (
    <Box component="span" sx={{ ...badgeStyles, color: `${color}.main`, borderColor: `${color}.main` }}>
      <span aria-hidden="true">{sign}</span> <Explained meaning={meaning}>{title}</Explained>
    </Box>
  );
}

/** The same, small, for places that lead to the verdict. */
export function VerdictMark({ kind, stale }: { kind: VerdictKind; stale: boolean }) {
  const { title, sign, color } = verdictWords[kind];
  return (
    <Box
      component="span"
      sx={{ color: stale ? 'text.secondary' : `${color}.main`, fontSize: '0.75rem', fontWeight: 600 }}
    >
      <span aria-hidden="true">{sign}</span> {title}
      {stale && ', out of date'}
    </Box>
  );
}

const badgeStyles = {
  border: '1px solid',
  borderRadius: '12px',
  px: '10px',
  fontSize: '0.875rem',
  fontWeight: 600,
  lineHeight: '22px',
  whiteSpace: 'nowrap',
  '& .explained': { textDecoration: 'none' },
} as const;
