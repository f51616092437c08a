import type { FailureCode } from '@aligera/backend/src/failure.ts';

/** A failure's report as it came: its code may be one of a newer service. */
interface Report {
  readonly code: FailureCode | 'service-unreachable' | 'service-broken' | (string & {});
  readonly message: string;
  readonly hint: string | null;
}

/** What the service reported, or that it did not answer at all. */
export class ServiceFailure extends Error {
  override readonly name = 'ServiceFailure';
  readonly code: Report['code'];
  readonly hint: string | null;

  constructor(report: Report) {
    super(report.message);
    this.code = report.code;
    this.hint = report.hint;
  }
}

export function unreachable(detail: string): ServiceFailure {
  return new ServiceFailure({
    code: 'service-unreachable',
    message: `The Aligera service does not answer (${detail}).`,
    hint: 'It may still be starting. If it stays like this, disable and enable the extension in Docker Desktop.',
  });
}

/** Finds the report in the body of a failed answer: `{failure: {code, message, hint}}`, as object or as JSON text. */
export function reportedFailure(body: unknown): Report | null {
  const value = typeof body === 'string' ? parsed(body) : body;
  if (!isRecord(value) || !isRecord(value.failure)) return null;
  const { code, message, hint } = value.failure;
  if (typeof code !== 'string' || typeof message !== 'string') return null;
  return { code, message, hint: typeof hint === 'string' ? hint : null };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The JSON value that a text is or, after some words of the sender, ends with; null where there is none. */
function parsed(text: string): unknown {
  const start = text.indexOf('{');
  if (start < 0) return null;
  try {
    return JSON.parse(text.slice(start));
  } catch {
    return null;
  }
}
