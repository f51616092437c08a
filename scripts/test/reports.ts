import { relative } from 'node:path';
import { z } from 'zod';
import { root } from '../folders.ts';
import type { FailedTest, Outcome } from './outcome.ts';

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

const playwrightError = z.object({ message: z.string().default('') });

const playwrightSpec = z.object({
  title: z.string(),
  file: z.string(),
  line: z.number(),
  tests: z.array(
    z.object({
      projectName: z.string(),
      status: z.string(),
      results: z.array(z.object({ errors: z.array(playwrightError).default([]) })),
    }),
  ),
});

const playwrightSuite = z.object({
  specs: z.array(playwrightSpec).default([]),
  get suites() {
    return z.array(playwrightSuite).default([]);
  },
});

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(playwrightError),
  suites: z.array(playwrightSuite).default([]),
});

/** Counts of Vitest's JSON report; a file that failed outside of its tests (import, hook) counts as a failed test. */
export function vitestOutcome(json: string, exitCode: number): Outcome {
  const report = vitestReport.parse(JSON.parse(json));
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }): FailedTest[] => {
    const where = relative(root, name);
    const tests = assertionResults.filter((test) => test.status === 'failed');
    if (status === 'failed' && tests.length === 0) return [{ where, name: 'outside of its tests', says: message }];
    return tests.map((test) => ({ where, name: test.fullName, says: test.failureMessages?.join('\n') ?? '' }));
  });
  return neverGreenOnError('vitest', exitCode, {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  });
}

/** Counts of Playwright's JSON report; a flaky test is a failed one. */
export function playwrightOutcome(json: string, exitCode: number): Outcome {
  const { stats, errors, suites } = playwrightReport.parse(JSON.parse(json));
  return neverGreenOnError('playwright', exitCode, {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    failures: [
      ...suites.flatMap(specsOf).flatMap(failuresOf),
      ...errors.map(({ message }) => ({ where: 'playwright', name: 'outside of tests', says: message })),
    ],
  });
}

function specsOf(suite: z.infer<typeof playwrightSuite>): z.infer<typeof playwrightSpec>[] {
  return [...suite.specs, ...suite.suites.flatMap(specsOf)];
}

function failuresOf({ title, file, line, tests }: z.infer<typeof playwrightSpec>): FailedTest[] {
  return tests
    .filter(({ status }) => status === 'unexpected' || status === 'flaky')
    .map(({ projectName, status, results }) => ({
      where: `${file}:${line}`,
      name: `${title} (${projectName}${status === 'flaky' ? ', flaky' : ''})`,
      says: results.flatMap(({ errors }) => errors.map(({ message }) => message)).join('\n'),
    }));
}

/** A runner that fails without a failed test (an unhandled error, no tests found) is one failure. */
function neverGreenOnError(runner: string, exitCode: number, outcome: Outcome): Outcome {
  if (exitCode === 0 || outcome.failed > 0) return outcome;
  const says = 'No test failed, but something else did: see its output.';
  return { ...outcome, failed: 1, failures: [{ where: runner, name: `exit code ${exitCode}`, says }] };
}
