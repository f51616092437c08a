import { expect, it } from 'vitest';
import { readableCommand } from './command.ts';

it.each([
  [
    'RUN /bin/sh -c apt-get update \t&& apt-get install -y curl # buildkit',
    'RUN',
    'apt-get update && apt-get install -y curl',
  ],
  ['RUN |2 A=1 B=two /bin/sh -c make all # buildkit', 'RUN', 'make all'],
  ['RUN |1 MSG=with spaces /bin/sh -c echo $MSG # buildkit', 'RUN', 'echo $MSG'],
  ['COPY --chown=1000:1000 . /app # buildkit', 'COPY', '--chown=1000:1000 . /app'],
  ['/bin/sh -c #(nop) COPY dir:0123456789abcdef0123456789abcdef in /app ', 'COPY', 'dir:01234567… in /app'],
  ['/bin/sh -c #(nop)  CMD ["node"]', 'CMD', '["node"]'],
  ['/bin/sh -c npm ci', 'RUN', 'npm ci'],
  ['|1 A=1 /bin/sh -c npm ci', 'RUN', 'npm ci'],
  ['RUN /bin/bash -o pipefail -c true # buildkit', 'RUN', '/bin/bash -o pipefail -c true'],
  ["# debian.sh --arch 'amd64' out/ 'trixie'", null, "# debian.sh --arch 'amd64' out/ 'trixie'"],
  ['bazel build ...', null, 'bazel build ...'],
  ['', null, ''],
])('reads %j', (line, instruction, text) => {
  expect(readableCommand(line)).toEqual({ instruction, text });
});
