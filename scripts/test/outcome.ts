export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const passed: Outcome = { passed: 1, failed: 0, skipped: 0 };
export const failed: Outcome = { passed: 0, failed: 1, skipped: 0 };

export function sum(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce(
    (total, outcome) => ({
      passed: total.passed + outcome.passed,
      failed: total.failed + outcome.failed,
      skipped: total.skipped + outcome.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

export function summary({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** What a machine lacks: a skip for a person, a failure where CI=true promised a complete machine. */
export function missing(what: string): Outcome {
  const fails = process.env.CI === 'true';
  console.error(`${fails ? 'FAILED' : 'skipped'}: ${what}`);
  return fails ? failed : { passed: 0, failed: 0, skipped: 1 };
}
