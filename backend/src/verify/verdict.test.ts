import { expect, it } from 'vitest';
import type { ComparedCheck } from '../verify-answers.ts';
import { verdictOfRun } from './verdict.ts';

const check = (subject: ComparedCheck['subject'], more: Partial<ComparedCheck> = {}): ComparedCheck => ({
  subject,
  what: 'x',
  outcome: 'alike',
  proves: false,
  original: 'same',
  variant: 'same',
  ...more,
});
const start = check('start', {
  original: 'started, and ran to the end of the observation',
  variant: 'started, and ran to the end of the observation',
});
const verdict = (checks: readonly ComparedCheck[], variant: readonly string[] = [], original: readonly string[] = []) =>
  verdictOfRun({ checks, normalized: [], notSeen: ['Not seen.'] }, { original, variant });
const page = check('http', { what: 'GET / at 80/tcp', proves: true });

it('is proven by what could have failed, and says by what', () => {
  const checks = [start, page, { ...page, what: 'GET /a at 80/tcp' }, check('health', { proves: true })];
  expect(verdict(checks)).toEqual({
    kind: 'proven',
    sentences: ['Both gave the same 2 answers and were healthy by the same check.', 'Not seen.'],
    likelyCause: null,
  });
});

it('is not proven where all is alike but nothing of it proves anything', () => {
  const checks = [
    start,
    check('exit-code'),
    check('listening-ports'),
    check('stdout'),
    check('user'),
    check('processes'),
  ];
  expect(verdict(checks)).toMatchObject({
    kind: 'built-only',
    sentences: [expect.stringContaining('name paths'), 'Not seen.'],
  });
  expect(verdict([])).toMatchObject({ kind: 'built-only' });
});

it.each([
  'exit-code',
  'listening-ports',
  'http',
  'command',
  'stdout',
  'stderr',
  'health',
  'written-files',
  'processes',
  'user',
  'missing-file',
] as const)('is not proven where %s differs, whatever else is alike', (subject) => {
  const differs = check(subject, { outcome: 'differs', original: 'one', variant: 'other' });
  const { kind, sentences } = verdict([start, page, differs]);
  expect(kind).toBe('differs');
  expect(sentences).toEqual([expect.stringMatching(/differs: the original has “one”, the variant “other”\.$/)]);
});

it('has failed where the variant alone does not start, and says the likely cause', () => {
  const failing = { ...start, outcome: 'differs' as const, variant: 'ended with 127' };
  const line = 'serve: error while loading shared libraries: libz.so.1: cannot open shared object file';
  expect(verdict([failing, page], [line])).toEqual({
    kind: 'failed',
    sentences: ['The variant ended with 127.', 'The original started, and ran to the end of the observation.'],
    likelyCause: 'the library libz.so.1 is not in the image',
  });
});

it('says the likely cause of what differs by what it printed last', () => {
  const ends = check('exit-code', { outcome: 'differs', original: 'ends with 0', variant: 'ends with 1' });
  const line = 'ImportError: failed to find libmagic.  Check your installation';
  expect(verdict([start, ends], ['Traceback (most recent call last):', line])).toMatchObject({
    kind: 'differs',
    likelyCause: 'the library libmagic is not in the image',
  });
});

it('tells no cause that the original has, too', () => {
  const failing = { ...start, outcome: 'differs' as const, variant: 'ended with 1' };
  const line = "cat: can't open '/x': No such file or directory";
  expect(verdict([failing], [line], [line])).toMatchObject({ kind: 'failed', likelyCause: null });
});

it('says that the original fails alike', () => {
  const failing = { ...start, original: 'ended with 1', variant: 'ended with 1' };
  expect(verdict([failing, check('stdout')])).toMatchObject({
    kind: 'built-only',
    sentences: [expect.stringMatching(/^The original fails alike: it ended with 1\./), 'Not seen.'],
  });
});

it('differs, and has not failed, where the original is the one that does not start', () => {
  const failing = { ...start, outcome: 'differs' as const, original: 'ended with 1' };
  expect(verdict([failing, page])).toMatchObject({ kind: 'differs' });
});
