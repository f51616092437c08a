import { expect, test } from 'vitest';
import { readHistoryLine } from './history-line.ts';

const buildkit = 'buildkit.dockerfile.v0';

// As docker 28.5 (BuildKit) and 20.10 (classic builder) wrote them.
test.each([
  ['COPY b.txt /opt/ # buildkit', buildkit, 'buildkit', 'COPY', 'b.txt /opt/', 0],
  ['ENV A=1 B=two words', buildkit, 'buildkit', 'ENV', 'A=1 B=two words', 0],
  ['CMD ["/bin/sh"]', buildkit, 'buildkit', 'CMD', '["/bin/sh"]', 0],
  [
    'RUN |1 VER=7 /bin/sh -c head -c 777 /dev/zero # buildkit',
    buildkit,
    'buildkit',
    'RUN',
    'VER=7 /bin/sh -c head -c 777 /dev/zero',
    1,
  ],
  ['RUN /bin/sh -c set -e\necho one\n # buildkit', buildkit, 'buildkit', 'RUN', '/bin/sh -c set -e\necho one\n', 0],
  ['RUN /bin/sh -c echo a # buildkit b # buildkit', buildkit, 'buildkit', 'RUN', '/bin/sh -c echo a # buildkit b', 0],
  ['/bin/sh -c #(nop)  CMD ["/bin/sh"]', null, 'classic', 'CMD', '["/bin/sh"]', 0],
  [`/bin/sh -c #(nop) COPY dir:${'c'.repeat(64)} in . `, null, 'classic', 'COPY', `dir:${'c'.repeat(64)} in . `, 0],
  [
    '/bin/bash -o pipefail -c #(nop)  SHELL [/bin/bash -o pipefail -c]',
    null,
    'classic',
    'SHELL',
    '[/bin/bash -o pipefail -c]',
    0,
  ],
  ['/bin/sh -c apt-get update', null, 'classic', 'RUN', '/bin/sh -c apt-get update', 0],
  ['|2 A=1 B=2 /bin/sh -c make', null, 'classic', 'RUN', 'A=1 B=2 /bin/sh -c make', 2],
])('%s', (createdBy, comment, builder, name, rest, argCount) => {
  expect(readHistoryLine({ createdBy, comment })).toEqual({ builder, name, rest, argCount });
});

test.each([
  ["# debian.sh --arch 'amd64' out/ 'trixie' '@1795252544'", null],
  ['bazel build @@//common:passwd', null],
  ['created by buildkit', 'buildkit.exporter.image.v0'],
  ['COPY x /x', 'buildkit.exporter.image.v0'],
  ['', null],
  [null, null],
])('%s is not of a Dockerfile', (createdBy, comment) => {
  expect(readHistoryLine({ createdBy, comment })).toBeNull();
});
