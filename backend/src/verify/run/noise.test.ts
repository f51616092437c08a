import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NoiseCount, noiseRules, withoutNoise } from './noise.ts';

const run = {
  names: ['4f5a66b1c2d3', '10.1.2.3'],
  buildId: '4Vxct0KJc2MgzMzrwpXF4',
  from: Date.UTC(2026, 10, 27, 10, 0, 0),
  to: Date.UTC(2026, 10, 27, 10, 0, 30),
};
const answer = (text: string) => withoutNoise(text, 'answer', run, new NoiseCount());
const log = (text: string) => withoutNoise(text, 'log', run, new NoiseCount());

it('takes the ID of the build that it runs, and no other', () => {
  expect(answer('{"b":"4Vxct0KJc2MgzMzrwpXF4","a":"4Vxct0KJc2MgzMzrwpXF5"}')).toBe(
    '{"b":"⟨build⟩","a":"4Vxct0KJc2MgzMzrwpXF5"}',
  );
});

describe('times', () => {
  it.each([
    ['2026-11-27T10:00:12.345Z', '⟨time Z⟩'],
    ['2026-11-27T19:00:12+09:00', '⟨time +09:00⟩'],
    ['2026-11-27 10:00:12,345 INFO', '⟨time⟩ INFO'],
    ['2026/11/27 12:00:12 [notice]', '⟨time +2 h⟩ [notice]'],
    ['Fri, 27 Nov 2026 10:00:12 GMT', '⟨time GMT⟩'],
    ['[27/Nov/2026:10:00:12 +0000]', '[⟨time +0000⟩]'],
    ['Fri Nov 27 10:00:12 UTC 2026', '⟨time UTC⟩'],
    ['{"at":1795773612}', '{"at":⟨time, 10 digits⟩}'],
    ['{"at":1795773612345}', '{"at":⟨time, 13 digits⟩}'],
    ['1795773612.345 started', '⟨time, 10 digits⟩ started'],
    ['10:00:12 up', '⟨clock⟩ up'],
    ['19:00:12 up', '⟨clock +9 h⟩ up'],
  ])('%s is a moment of the run: %s', (text, without) => {
    expect(answer(text)).toBe(without);
  });

  it.each([
    'Thu, 15 Jan 2026 21:00:00 +0900',
    '16 Jan 1605',
    '2026-11-26T10:00:12Z',
    '2026-11-27T10:00:12+09:00',
    '2026-11-27T10:07:00Z',
    '1605000000',
    '17957736120',
    'v1795773612',
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  ])('%s is not, and stays', (text) => {
    expect(answer(text)).toBe(text);
  });
});

it('takes the container’s own names, and no part of another', () => {
  expect(answer('on 4f5a66b1c2d3 at 10.1.2.3:80, not 10.1.2.33')).toBe(
    'on ⟨container⟩ at ⟨container⟩:80, not 10.1.2.33',
  );
});

describe('in a log', () => {
  it.each([
    ['ready in 12 ms', 'ready in ⟨duration⟩'],
    ['Started in 2.345 seconds (process running for 2.9)', 'Started in ⟨duration⟩ (process running for ⟨duration⟩)'],
    ['[7] [INFO] Booting worker with pid: 12', '[⟨process⟩] [INFO] Booting worker with pid: ⟨process⟩'],
    ['Listening at: http://0.0.0.0:5000 (7)', 'Listening at: http://0.0.0.0:5000 (⟨process⟩)'],
    ['INFO 7 --- [ main] a.B : up', 'INFO ⟨process⟩ --- [ main] a.B : up'],
    ['{"pid":18,"n":3}', '{"pid":⟨process⟩,"n":3}'],
    ['200 |     1.2ms', '200 | ⟨duration⟩'],
    ['object at 0x7f12ab34cd56', 'object at ⟨address⟩'],
    ['172.18.0.1:51234 - "GET / HTTP/1.1" 200', '172.18.0.1:⟨port⟩ - "GET / HTTP/1.1" 200'],
    ['open /tmp/build-a8sd7f', 'open /tmp/build-⟨temporary⟩'],
    ['using Java 21.0.5 with PID 1', 'using Java 21.0⟨patch⟩ with PID ⟨process⟩'],
    ['\u001b[32minfo\u001b[0m ready', 'info ready'],
    ['\n> shop@1.0.0 start\n> node server.js\n\nlistening', '\n\n\nlistening'],
  ])('%s → %s', (text, without) => {
    expect(log(text)).toBe(without);
  });

  it.each(['total: 52.49', 'listening on 0.0.0.0:8080', 'HTTP 200', '> quoted', 'app 1.2.3', '3 workers'])(
    '%s stays',
    (text) => expect(log(text)).toBe(text),
  );
});

it('takes what npm says of itself, and keeps what it says of the program', () => {
  const own = 'npm warn Unknown env config "nodedir". This will stop working in the next major version of npm.';
  expect(log(`${own}\nlistening`).trim()).toBe('listening');
  // Once a week, as a file in its cache has it, which a variant may lack.
  const news = 'npm notice\nnpm notice New minor version of npm available! 11.6.2 -> 11.8.0\nnpm notice';
  expect(log(`listening\n${news}\n`).trim()).toBe('listening');
  const others = 'npm warn deprecated x@1.0.0: no longer supported\nnpm error code ELIFECYCLE';
  expect(log(others)).toBe(others);
});

it('takes where Python keeps its own library, and not where packages are', () => {
  const own = (root: string) => `File "${root}/lib/python3.13/socket.py", line 977`;
  expect(answer(own('/usr/local'))).toBe(answer(own('/usr')));
  expect(answer(own('/usr/local'))).toBe('File "⟨runtime⟩/python3.13/socket.py", line 977');
  const others =
    '/usr/local/lib/python3.13/site-packages/redis/client.py, /srv/usr/lib/python3.13/a.py, /usr/lib/python3.13';
  expect(answer(others)).toBe(others);
});

it('leaves an answer as it is where a rule is for logs only', () => {
  const text = 'ready in 12 ms, pid 7, Java 21.0.5, 0x7f12ab34cd56';
  expect(answer(text)).toBe(text);
});

it('tells how often each rule was used, and in words what it takes', () => {
  const count = new NoiseCount();
  withoutNoise('10.1.2.3 took 3 ms, then 5 ms', 'log', run, count);
  expect(count.report()).toEqual([
    { rule: 'container-names', what: expect.any(String), times: 1 },
    { rule: 'durations', what: expect.any(String), times: 2 },
  ]);
  expect(noiseRules.every(({ what }) => what.length > 5)).toBe(true);
});

const piece = fc.oneof(
  fc.constantFrom('2026-11-27T10:00:12Z', '1795773612', '10:00:12', '12 ms', '10.1.2.3', 'pid 7', '0x7f12ab34cd56'),
  fc.constantFrom(' ', '\n', ':', '[', ']', '/tmp/', '$ ', 'Java 21.0.5'),
  fc.string({ maxLength: 8 }),
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

it('finds nothing more in what it has been through', () => {
  fc.assert(
    fc.property(text, (text) => {
      expect(answer(answer(text))).toBe(answer(text));
    }),
  );
});

it('keeps words: texts that differ in one are not made the same', () => {
  const word = fc.stringMatching(/^[g-z]{3,9}$/);
  fc.assert(
    fc.property(text, text, word, word, (before, after, one, other) => {
      fc.pre(one !== other);
      expect(log(`${before} ${one} ${after}`)).not.toBe(log(`${before} ${other} ${after}`));
    }),
  );
});
