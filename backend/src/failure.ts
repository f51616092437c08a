/** What went wrong, in a form that the screen, the command line and the tests can tell apart. */
export const failureCodes = [
  'engine-absent',
  'engine-gone',
  'engine-error',
  'permission-denied',
  'image-not-found',
  'image-ambiguous',
  'platform-not-available',
  'blob-missing',
  'digest-mismatch',
  'archive-damaged',
  'layer-damaged',
  'limit-exceeded',
  'not-supported',
  'not-found',
  'changed-meanwhile',
  'bad-request',
  'cancelled',
] as const;
export type FailureCode = (typeof failureCodes)[number];

export interface FailureReport {
  readonly code: FailureCode;
  /** One sentence: what failed and where (path, layer, digest). */
  readonly message: string;
  /** What the person can do about it, if anything is known. */
  readonly hint: string | null;
}

/** An expected failure with a message fit for a person. Anything else that is thrown is a bug. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly hint: string | null;

  constructor(code: FailureCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? null;
  }

  report(): FailureReport {
    return { code: this.code, message: this.message, hint: this.hint };
  }
}

export function cancelled(): Failure {
  return new Failure('cancelled', 'cancelled');
}
