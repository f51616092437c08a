import { expect, it } from 'vitest';
import { stepLines } from './step-lines.ts';

const base = 'docker.io/library/debian:13-slim@sha256:1234';

// The names are those of BuildKit 0.25 and 0.8.
const twoStages = `ARG BASE=debian:13-slim
FROM golang:1.24 AS Build
WORKDIR /
WORKDIR /src
COPY go.mod  "go.sum" ./
ARG FLAGS
RUN --mount=type=cache,target=/root/.cache \\
    # as small as can be
    go build -ldflags="\${FLAGS} -w" \\
      -o '/app'  .
FROM $BASE
ENV HOME_OF=/opt
RUN <<EOF
echo one
EOF
copy --from=build /app $HOME_OF/
RUN ["/opt/app", "check"]
`;

it.each([
  ['[internal] load build definition from Dockerfile', null],
  ['exporting to image', null],
  ['[internal] load metadata for docker.io/library/golang:1.24', { start: 2, end: 2 }],
  ['[internal] load metadata for docker.io/library/debian:12', null],
  ['[build 1/5] FROM docker.io/library/golang:1.24@sha256:1234', { start: 2, end: 2 }],
  ['[build 2/5] WORKDIR /src', { start: 4, end: 4 }],
  ['[build 3/5] COPY go.mod go.sum ./', { start: 5, end: 5 }],
  [
    '[build 4/5] RUN --mount=type=cache,target=/root/.cache     go build -ldflags=-s -w       -o /app  .',
    { start: 7, end: 10 },
  ],
  ['[build 4/5] RUN --mount=type=cache,target=/root/.cache go vet', null],
  [`[stage-1 1/4] FROM ${base}`, { start: 11, end: 11 }],
  ['[stage-1 2/4] RUN <<EOF (echo one)', { start: 13, end: 15 }],
  ['[linux/arm64 stage-1 3/4] COPY --from=build /app /opt/', { start: 16, end: 16 }],
  ['[stage-1 4/4] RUN ["/opt/app", "check"]', { start: 17, end: 17 }],
  ['[stage-1 4/5] RUN ["/opt/app", "check"]', null],
  ['[stage-1 9/4] RUN ["/opt/app", "check"]', null],
  ['[other 4/4] RUN ["/opt/app", "check"]', null],
])('%s', (name, lines) => {
  expect(stepLines(twoStages, { buildArgs: new Map([['FLAGS', '-s']]) })(name)).toEqual(lines);
});

it.each([
  ['[1/3] FROM docker.io/library/debian:13-slim', { start: 1, end: 1 }],
  ['[stage-0 2/3] RUN make', { start: 2, end: 2 }],
  ['[3/3] RUN make', { start: 3, end: 3 }],
])('%s of a single stage', (name, lines) => {
  expect(stepLines('FROM debian:13-slim\nRUN make\nRUN make\n', {})(name)).toEqual(lines);
});

it('says nothing where two may be meant', () => {
  const file = 'FROM a\nWORKDIR /\nRUN make\nRUN make\n';
  expect(stepLines(file, {})('[3/4] RUN make')).toBeNull();
  expect(stepLines('FROM a AS x\nRUN make\nFROM a AS x\nRUN make\n', {})('[x 2/2] RUN make')).toBeNull();
});

it('takes what base images set as it comes', () => {
  const file = 'FROM a\nRUN cd $APP_HOME && make\nCOPY x $APP_HOME/lib/\n';
  expect(stepLines(file, {})('[2/3] RUN cd /srv/app && make')).toEqual({ start: 2, end: 2 });
  expect(stepLines(file, {})('[3/3] COPY x /srv/app/lib/')).toEqual({ start: 3, end: 3 });
});
