const steps = [
  { unit: 'year', seconds: 365.25 * 86_400 },
  { unit: 'month', seconds: 30.44 * 86_400 },
  { unit: 'week', seconds: 7 * 86_400 },
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** `3 days ago`; both in milliseconds since 1970. */
export function formatAgo(then: number, now: number): string {
  const seconds = (now - then) / 1000;
  const step = steps.find((one) => Math.abs(seconds) >= one.seconds);
  return step === undefined ? 'just now' : relative.format(-Math.trunc(seconds / step.seconds), step.unit);
}

const exact = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'medium',
});

export function formatMoment(milliseconds: number): string {
  return Number.isFinite(milliseconds) && Math.abs(milliseconds) <= 8.64e15 ? exact.format(milliseconds) : 'not a date';
}

/** `2024-05-31 13:45` in UTC, as file lists have it; seconds since 1970. */
export function formatFileTime(seconds: number): string {
  const milliseconds = seconds * 1000;
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > 8.64e15) return 'not a date';
  return new Date(milliseconds).toISOString().slice(0, -8).replace('T', ' ');
}

/** `0.4 s`, `12 s`, `3 min 20 s`. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
