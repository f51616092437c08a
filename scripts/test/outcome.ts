/** A test that failed, or something else that did: a type check, an engine that is not there. */
export interface FailedTest {
  /** The file, or the program that was run. */
  readonly where: string;
  readonly name: string;
  /** What was said of it; only its beginning is shown. */
  readonly says: string;
}

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Those that failed, as far as they are known by name. */
  readonly failures: readonly FailedTest[];
}

const none: Outcome = { passed: 0, failed: 0, skipped: 0, failures: [] };
export const passed: Outcome = { ...none, passed: 1 };

export function failed(failure: FailedTest): Outcome {
  return { ...none, failed: 1, failures: [failure] };
}

export function sum(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce(
    (total, outcome) => ({
      passed: total.passed + outcome.passed,
      failed: total.failed + outcome.failed,
      skipped: total.skipped + outcome.skipped,
      failures: [...total.failures, ...outcome.failures],
    }),
    none,
  );
}

export function summary({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** What a machine lacks: a skip for a person, a failure where CI=true promised a complete machine. */
export function missing(what: string, say: (text: string) => void): Outcome {
  const fails = process.env.CI === 'true';
  say(`${fails ? 'FAILED' : 'skipped'}: ${what}\n`);
  return fails ? failed({ where: 'this machine', name: what, says: '' }) : { ...none, skipped: 1 };
}
