import type { BuildContextReport, BuildStep, CheckSubject, VerdictKind } from '@aligera/backend/src/verify-answers.ts';

export const verdictWords: Readonly<
  Record<
    VerdictKind,
    {
      readonly title: string;
      readonly sign: string;
      readonly meaning: string;
      readonly color: 'success' | 'info' | 'warning' | 'error';
    }
  >
> = {
  proven: {
    title: 'Proven',
    sign: '✓',
    meaning:
      'It was built, it ran, and it did the same as the original in at least one comparison that could have failed.',
    color: 'success',
  },
  'built-only': {
    title: 'Built only',
    sign: '○',
    meaning: 'It was built, and nothing could be found in which it could be compared with the original.',
    color: 'info',
  },
  differs: {
    title: 'Differs',
    sign: '≠',
    meaning: 'It was built and runs, and does something else than the original.',
    color: 'warning',
  },
  failed: {
    title: 'Failed',
    sign: '✕',
    meaning: 'It could not be built, or does not start although the original does.',
    color: 'error',
  },
};

export const subjectWords: Readonly<Record<CheckSubject, string>> = {
  start: 'Start',
  'exit-code': 'Exit code',
  'listening-ports': 'Ports',
  http: 'HTTP answer',
  'other-protocol': 'Answer',
  command: 'Test command',
  stdout: 'Output',
  stderr: 'Error output',
  health: 'Health check',
  'written-files': 'Files written',
  'compared-files': 'Files compared',
  processes: 'Processes',
  user: 'User',
  'missing-file': 'Missing files',
};

export const stepStateWords: Readonly<Record<BuildStep['state'], string>> = {
  running: 'running',
  done: 'done',
  cached: 'from the cache',
  failed: 'failed',
  canceled: 'cancelled',
};

export const contextWords: Readonly<Record<BuildContextReport['kind'], string>> = {
  folder: 'Files of the build: from the project folder',
  image: 'Files of the build: taken from the original image',
  none: 'The build needs no files: the Dockerfile copies nothing',
};
