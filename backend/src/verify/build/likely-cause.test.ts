import { expect, it } from 'vitest';
import { likelyCause } from './likely-cause.ts';

const noHost = 'dial tcp: lookup registry.example.org on 127.0.0.53:53: no such host';
const head = 'failed to do request: Head "https://registry.example.org/v2/team/app/manifests/1": ';

// What engines 28.5 and 20.10 said.
it.each([
  ['no active sessions', /secret/],
  ['executor failed running [/bin/sh -c make]: exit code: 137', /memory/],
  ['dockerfile parse error on line 2: unknown instruction: FOO (did you mean FROM?)', /too old/],
  [
    'failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error line 2: Unknown flag: exclude',
    /too old/,
  ],
  ['dockerfile parse error on line 3: COPY requires at least two arguments', /cannot read this line/],
  [`failed to resolve source metadata for docker.io/docker/dockerfile:1: ${noHost}`, /# syntax=/],
  [
    `team/app:1: failed to resolve source metadata for docker.io/team/app:1: ${head}${noHost}`,
    /image team\/app, or not/,
  ],
  [`failed to load cache key: ${head}${noHost}`, /cannot be reached/],
  ['pull access denied, repository does not exist or may require authorization: server message', /login/],
  [
    'debian:99: failed to resolve source metadata for docker.io/library/debian:99: debian:99: not found',
    /its tag is wrong/,
  ],
  ['failed to calculate checksum of ref auxg::igpx: "/nothing": not found', /^\/nothing is not there to be copied/],
  ['failed to compute cache key: "/nothing" not found: not found', /^\/nothing is not there to be copied/],
  [
    'process "/bin/sh -c x" did not complete successfully: unable to find user app: no matching entries in passwd file',
    /no user app/,
  ],
  ['process "/bin/sh -c x" did not complete successfully: exit code: 127', /command/],
])('%j is told as %s', (said, words) => {
  expect(likelyCause({ said, step: null, timedOut: false })?.words).toMatch(words);
});

it.each([
  [['E: Unable to locate package nosuch'], /apt does not find the package nosuch/],
  [
    ["W: Failed to fetch http://x  Temporary failure resolving 'deb.example.org'", 'E: Unable to locate package curl'],
    /network/,
  ],
  [['/bin/sh: 1: curl: not found'], /command curl is not/],
  [['/bin/sh: curl: not found'], /command curl is not/],
  [['bash: line 1: nosuch: command not found'], /command nosuch is not/],
  [['env: ‘node’: No such file or directory'], /command node is not/],
  [
    ['runc run failed: unable to start container process: exec: "/bin/sh": stat /bin/sh: no such file or directory'],
    /no shell/,
  ],
  [
    ['runc run failed: unable to start container process: exec: "/nosuch": stat /nosuch: no such file or directory'],
    /program \/nosuch/,
  ],
  [["mkdir: can't create directory '/x': Permission denied"], /USER/],
  [["dd: error writing '/t/x': No space left on device"], /disk is full/],
  [["wget: bad address 'example.invalid'"], /network/],
  [['ERROR: No matching distribution found for flask==99'], /flask==99/],
  [['npm error code E404', "npm error 404  'nosuch@*' is not in this registry."], /npm does not find/],
  [['app: error while loading shared libraries: libpq.so.5: cannot open shared object file'], /libpq\.so\.5/],
  [["/lib/libc.so.6: version `GLIBC_2.38' not found (required by /app/tool)"], /^\/app\/tool .* GLIBC_2\.38/],
  [['exec /usr/bin/tool: exec format error'], /processor/],
  [['x.c:1:10: fatal error: libpq-fe.h: No such file or directory'], /libpq-fe\.h/],
  [['curl: (60) SSL certificate problem: unable to get local issuer certificate'], /certificate/],
  [['something else went wrong'], null],
])('a step that printed %j failed as %s', (log, words) => {
  const said = 'process "/bin/sh -c x" did not complete successfully: exit code: 1';
  const cause = likelyCause({ said, step: { error: said, log }, timedOut: false });
  if (words === null) expect(cause).toBeNull();
  else expect(cause?.words).toMatch(words);
});

it('a build without end is told as such', () => {
  expect(likelyCause({ said: '', step: null, timedOut: true })?.words).toMatch(/did not end/);
});

// So long that this test would never end if a pattern went back and forth over them.
it('nothing is made of long lines', () => {
  const log = Array.from({ length: 100 }, () => 'x:/'.repeat(10_000));
  expect(likelyCause({ said: 'y:'.repeat(200_000), step: { error: '', log }, timedOut: false })).toBeNull();
});
