import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../folders.ts';
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
    testResults: files.map(({ status, tests }, i) => ({
      name: join(root, `backend/src/file-${i}.test.ts`),
      status,
      message: tests.length === 0 ? 'SyntaxError: no' : '',
      assertionResults: tests.map((test) => ({
        status: test,
        fullName: `it ${test}`,
        failureMessages: test === 'failed' ? ['AssertionError: expected 1 to be 2'] : [],
      })),
    })),
  });
}

describe('the last line of npm test', () => {
  it('counts what Vitest counted, and names what failed', () => {
    const json = vitestJson({ passed: 2, failed: 1, pending: 1 }, [
      { status: 'failed', tests: ['passed', 'passed', 'failed', 'skipped'] },
    ]);
    expect(vitestOutcome(json, 1)).toEqual({
      passed: 2,
      failed: 1,
      skipped: 1,
      failures: [
        { where: 'backend/src/file-0.test.ts', name: 'it failed', says: 'AssertionError: expected 1 to be 2' },
      ],
    });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const json = vitestJson({ passed: 1 }, [
      { status: 'passed', tests: ['passed'] },
      { status: 'failed', tests: [] },
    ]);
    expect(vitestOutcome(json, 1)).toMatchObject({
      passed: 1,
      failed: 1,
      failures: [{ where: 'backend/src/file-1.test.ts', says: 'SyntaxError: no' }],
    });
  });

  it('counts a runner that failed with all tests green as a failure', () => {
    const outcome = vitestOutcome(vitestJson({ passed: 1 }, [{ status: 'passed', tests: ['passed'] }]), 1);
    expect(outcome).toMatchObject({ failed: 1, failures: [{ where: 'vitest', name: 'exit code 1' }] });
  });

  it('counts a flaky browser test as a failed one, and errors outside of tests too', () => {
    const test = (title: string, status: string, message: string) => ({
      title,
      file: 'archives.spec.ts',
      line: 12,
      tests: [{ projectName: 'samples', status, results: [{ errors: [{ message }] }] }],
    });
    const specs = [test('opens', 'unexpected', 'no row'), test('waits', 'flaky', 'late'), test('ends', 'expected', '')];
    const json = JSON.stringify({
      stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 },
      errors: [{ message: 'no' }],
      suites: [{ suites: [{ specs }] }],
    });
    expect(playwrightOutcome(json, 1)).toEqual({
      passed: 3,
      failed: 3,
      skipped: 2,
      failures: [
        { where: 'archives.spec.ts:12', name: 'opens (samples)', says: 'no row' },
        { where: 'archives.spec.ts:12', name: 'waits (samples, flaky)', says: 'late' },
        { where: 'playwright', name: 'outside of tests', says: 'no' },
      ],
    });
  });

  it('names skipped tests only where there are some', () => {
    const counted = { passed: 3, failed: 0, skipped: 0, failures: [] };
    expect(summary(counted)).toBe('3 passed, 0 failed');
    expect(summary(sum([counted, { passed: 1, failed: 2, skipped: 1, failures: [] }]))).toBe(
      '4 passed, 2 failed, 1 skipped',
    );
  });
});
