import { describe, expect, it } from 'vitest';
import type { CheckSubject } from '../../verify-answers.ts';
import { compareObservations } from './compare.ts';
import type { Answer, Observation } from './observation.ts';
import { get } from './requests.ts';

const now = Date.UTC(2026, 10, 27, 10);
const seen = (more: Partial<Observation> = {}): Observation => ({
  startError: null,
  ended: null,
  settled: true,
  ports: [80],
  answers: [],
  command: null,
  printed: { stdout: '', stderr: '', cut: false },
  health: null,
  changes: [],
  processes: [],
  user: '0',
  files: new Map(),
  run: { names: [], buildId: null, from: now, to: now + 10_000 },
  ...more,
});
const compared = (original: Partial<Observation>, variant: Partial<Observation>, again = original) =>
  compareObservations([seen(original), seen(again), seen(variant)], []);
const outcome = (subject: CheckSubject, ...sides: Parameters<typeof compared>) =>
  compared(...sides).checks.find((check) => check.subject === subject)?.outcome;

const ended = (exitCode: number) => ({ exitCode, outOfMemory: false, afterStart: false });
const printed = (stdout: string, stderr = '') => ({ stdout, stderr, cut: false });
const process = (title: string) => ({ pid: 1, uid: '0', title });
const answer = (status: number, body: string, type = 'text/plain'): Answer => ({
  round: 'first',
  port: 80,
  request: get('/'),
  reply: {
    kind: 'http',
    status,
    headers: [
      ['date', 'x'],
      ['content-type', type],
    ],
    body: Buffer.from(body),
    sha256: body,
    bytes: body.length,
  },
});
const silence: Answer = { ...answer(200, ''), reply: { kind: 'none', why: 'no answer within 10 seconds' } };

it.each<[string, CheckSubject, Partial<Observation>, Partial<Observation>, string]>([
  ['does not start', 'start', {}, { startError: 'no such file' }, 'differs'],
  ['ends before it has started', 'start', {}, { ended: ended(1) }, 'differs'],
  ['ends with a failure as the original does', 'start', { ended: ended(1) }, { ended: ended(1) }, 'alike'],
  ['ends with another code', 'exit-code', { ended: ended(0) }, { ended: ended(3) }, 'differs'],
  ['ends, and the original does not', 'exit-code', {}, { ended: { ...ended(0), afterStart: true } }, 'differs'],
  ['listens to fewer ports', 'listening-ports', { ports: [80, 443] }, { ports: [80] }, 'differs'],
  ['listens to more ports', 'listening-ports', { ports: [80] }, { ports: [80, 9229] }, 'differs'],
  ['has lost its health check', 'health', { health: 'healthy' }, {}, 'differs'],
  ['is unhealthy', 'health', { health: 'healthy' }, { health: 'unhealthy' }, 'differs'],
  ['runs as another', 'user', {}, { user: '65532' }, 'differs'],
  [
    'lacks a process',
    'processes',
    { processes: [process('nginx'), process('php-fpm')] },
    { processes: [process('nginx')] },
    'differs',
  ],
  [
    'is started without a shell and npm, by another path',
    'processes',
    { processes: [process('npm start'), process('sh -c node server.js'), process('node server.js')] },
    { processes: [process('/nodejs/bin/node server.js')] },
    'alike',
  ],
  [
    'has another interpreter of the same language',
    'processes',
    { processes: [process('/usr/local/bin/python3.13 /usr/local/bin/gunicorn app:app')] },
    { processes: [process('/usr/bin/python3 /venv/bin/gunicorn app:app')] },
    'alike',
  ],
  [
    'writes another file',
    'written-files',
    { changes: [{ path: '/a', kind: 'added' }] },
    { changes: [{ path: '/b', kind: 'added' }] },
    'differs',
  ],
  [
    'writes temporary files alone',
    'written-files',
    {},
    {
      changes: [
        { path: '/tmp', kind: 'changed' },
        { path: '/tmp/x', kind: 'added' },
      ],
    },
    'nothing',
  ],
  ['prints where the original is silent', 'stderr', {}, { printed: printed('', 'a warning') }, 'differs'],
  [
    'misses a library',
    'missing-file',
    {},
    { printed: printed('', 'libz.so.1: cannot open shared object file') },
    'differs',
  ],
  ['answers otherwise', 'http', { answers: [answer(200, 'a')] }, { answers: [answer(200, 'b')] }, 'differs'],
  ['answers with another status', 'http', { answers: [answer(200, 'a')] }, { answers: [answer(500, 'a')] }, 'differs'],
  [
    'answers with another type',
    'http',
    { answers: [answer(200, 'a')] },
    { answers: [answer(200, 'a', 'text/html')] },
    'differs',
  ],
  ['does not answer', 'http', { answers: [answer(200, 'a')] }, { answers: [silence] }, 'differs'],
  ['answers where the original does not', 'http', { answers: [silence] }, { answers: [answer(200, 'a')] }, 'differs'],
  [
    'orders the keys otherwise',
    'http',
    { answers: [answer(200, '{"a":1,"b":2}')] },
    { answers: [answer(200, '{"b":2,"a":1}')] },
    'alike',
  ],
  [
    'has another value in JSON',
    'http',
    { answers: [answer(200, '{"a":1}')] },
    { answers: [answer(200, '{"a":2}')] },
    'differs',
  ],
])('a variant that %s', (_, subject, original, variant, expected) => {
  expect(outcome(subject, original, variant)).toBe(expected);
});

it('compares nothing that the original prints where it has not come to listen in time', () => {
  const slow = { settled: false, ports: [], printed: printed('starting\nstarted a part') };
  expect(outcome('stdout', slow, { ...slow, printed: printed('starting') })).toBe('nothing');
  expect(outcome('listening-ports', slow, {})).toBe('nothing');
});

describe('it proves something', () => {
  const proofs = (...sides: Parameters<typeof compared>) =>
    compared(...sides).checks.flatMap(({ subject, proves }) => (proves ? [subject] : []));
  const both = (one: Partial<Observation>) => proofs(one, one);

  it('to answer well alike', () => expect(both({ answers: [answer(200, 'a')] })).toEqual(['http']));
  it('not to answer with errors alike', () => expect(both({ answers: [answer(404, 'a')] })).toEqual([]));
  it('not to be silent alike', () => expect(both({ answers: [silence] })).toEqual([]));
  it('to print alike and end well', () => expect(both({ ended: ended(0), printed: printed('a') })).toEqual(['stdout']));
  it('not to print alike and fail', () => expect(both({ ended: ended(1), printed: printed('a') })).toEqual([]));
  it('not to end well without a word', () => expect(both({ ended: ended(0) })).toEqual([]));
  it('to print alike and work on', () => expect(both({ ports: [], printed: printed('a') })).toEqual(['stdout']));
  it('not to print alike and listen', () => expect(both({ printed: printed('listening') })).toEqual([]));
  it('not to print alike where ports cannot be seen', () =>
    expect(both({ ports: null, printed: printed('a') })).toEqual([]));
  it('to be healthy alike, not to be unhealthy alike', () => {
    expect(both({ health: 'healthy' })).toEqual(['health']);
    expect(both({ health: 'unhealthy' })).toEqual([]);
  });
  it('not where the original answers sometimes this and sometimes that', () => {
    const [well, badly] = [{ answers: [answer(200, 'a')] }, { answers: [answer(503, 'a')] }];
    expect(proofs(well, well, badly)).toEqual([]);
  });
});

it('tells which noise it took out, and how often', () => {
  const at = (ms: number, id: string) => ({
    answers: [answer(200, `{"at":"${new Date(now + ms).toISOString()}","id":"${id}"}`)],
  });
  const { checks, normalized } = compared(at(1000, 'ab12cd34'), at(2000, '00ff11ee'), at(1500, 'a0b1c2d3'));
  expect(checks.find(({ subject }) => subject === 'http')).toMatchObject({ outcome: 'alike', proves: true });
  expect(normalized).toEqual([
    { rule: 'time-of-run', what: expect.any(String), times: 2 },
    { rule: 'varying-hex', what: expect.any(String), times: 1 },
  ]);
});

it('another user than the original’s is no difference where an edit means it, and is told', () => {
  const [root, other] = [seen(), seen({ user: '1000' })];
  const meant = compareObservations([root, root, other], [], '1000');
  expect(meant.checks.find(({ subject }) => subject === 'user')).toMatchObject({ outcome: 'nothing', proves: false });
  expect(meant.notSeen).toEqual([expect.stringContaining('UID 1000, not as UID 0')]);
  const wrong = compareObservations([root, root, other], [], '1001');
  expect(wrong.checks.find(({ subject }) => subject === 'user')).toMatchObject({ outcome: 'differs' });
  expect(wrong.notSeen).toEqual([]);
});
