import type { FailureReport } from '@aligera/backend/src/failure.ts';
import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Button from '@mui/material/Button';
import { ServiceFailure } from '../api/service-failure.ts';

interface Reason {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/** What went wrong, and what can be done about it. */
export function FailureNotice(props: {
  title: string;
  why: FailureReport | Error;
  severity?: 'error' | 'warning' | 'info';
  onRetry?: () => void;
  retryLabel?: string;
}) {
  const { title, why, severity = 'error', onRetry, retryLabel = 'Try again' } = props;
  const reason = reasonOf(why);
  return (
    <Alert
      severity={severity}
      variant="outlined"
      action={
        onRetry && (
          <Button variant="text" color="inherit" size="small" onClick={onRetry}>
            {retryLabel}
          </Button>
        )
      }
    >
      <AlertTitle>{title}</AlertTitle>
      <span className="reason">{sentence(reason.message)}</span>
      {reason.hint !== null && <div className="reason">{sentence(reason.hint)}</div>}
    </Alert>
  );
}

export function reasonOf(why: FailureReport | Error): Reason {
  if (why instanceof ServiceFailure) return { code: why.code, message: why.message, hint: why.hint };
  if (why instanceof Error) return { code: 'bug', message: why.message, hint: null };
  return why;
}

function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
