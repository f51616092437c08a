import { describe, expect, it } from 'vitest';
import { sum, summary } from './outcome.ts';
import { playwrightOutcome, vitestOutcome } from './reports.ts';

function vitestJson(
  counts: { passed?: number; failed?: number; pending?: number },
  files: { status: string; tests: string[] }[],
) {
  return JSON.stringify({
    numPassedTests: counts.passed ?? 0,
    numFailedTests: counts.failed ?? 0,
    numPendingTests: counts.pending ?? 0,
    numTodoTests: 0,
    testResults: files.map(({ status, tests }) => ({
      status,
      assertionResults: tests.map((test) => ({ status: test })),
    })),
  });
}

describe('the last line of npm test', () => {
  it('counts what Vitest counted', () => {
    const json = vitestJson({ passed: 2, failed: 1, pending: 1 }, [
      { status: 'failed', tests: ['passed', 'passed', 'failed', 'skipped'] },
    ]);
    expect(vitestOutcome(json, 1)).toEqual({ passed: 2, failed: 1, skipped: 1 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const json = vitestJson({ passed: 1 }, [
      { status: 'passed', tests: ['passed'] },
      { status: 'failed', tests: [] },
    ]);
    expect(vitestOutcome(json, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it('counts a runner that failed with all tests green as a failure', () => {
    expect(vitestOutcome(vitestJson({ passed: 1 }, [{ status: 'passed', tests: ['passed'] }]), 1).failed).toBe(1);
  });

  it('counts a flaky browser test as a failed one, and errors outside of tests too', () => {
    const json = JSON.stringify({
      stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 },
      errors: [{ message: 'no' }],
    });
    expect(playwrightOutcome(json, 1)).toEqual({ passed: 3, failed: 3, skipped: 2 });
  });

  it('names skipped tests only where there are some', () => {
    expect(summary({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
    expect(
      summary(
        sum([
          { passed: 3, failed: 0, skipped: 1 },
          { passed: 1, failed: 2, skipped: 0 },
        ]),
      ),
    ).toBe('4 passed, 2 failed, 1 skipped');
  });
});
