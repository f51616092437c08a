import type { VerificationJob } from '@aligera/backend/src/verify-answers.ts';
import Box from '@mui/material/Box';
import { FailureNotice } from '../../display/failure-notice.tsx';

/** What became of a verification that came to no verdict. */
export function Unfinished({ job: { outcome, asked } }: { job: VerificationJob }) {
  const what = asked.what === 'edits' ? 'Its changes could not be measured' : 'It could not be tried';
  if (outcome.state === 'failed') return <FailureNotice title={what} why={outcome.failure} />;
  if (outcome.state !== 'cancelled') return null;
  return (
    <Box component="p" sx={{ m: 0, fontSize: '0.8125rem', color: 'text.secondary' }}>
      The last verification was cancelled.
    </Box>
  );
}
