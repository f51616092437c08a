import { describe, expect, it } from 'vitest';
import type { BuildOptions } from './expand/global-variables.ts';
import { parseDockerfile } from './parse-dockerfile.ts';
import { readStages } from './stages.ts';
import type { StageSource } from './syntax.ts';

function read(text: string, options?: BuildOptions) {
  const { stages, edges, errors } = readStages(parseDockerfile(text), options);
  return {
    stages: stages.map(({ name, base, platform, startLine, endLine }) => [
      name,
      describeSource(base),
      platform,
      `${startLine}-${endLine}`,
    ]),
    edges: edges.map(({ kind, stage, source, range }) =>
      [stage, kind, describeSource(source), text.slice(range.start, range.end)].join(' '),
    ),
    errors: errors.map(({ line, column, message }) => `${line}:${column} ${message}`),
  };
}

function describeSource(source: StageSource): string {
  if (source.kind === 'stage') return `#${source.index}`;
  return source.kind === 'image' ? source.reference.text : source.kind;
}

describe('stages', () => {
  it('have names, bases and lines', () => {
    const { stages, errors } = read(
      'FROM debian:13 AS Build\nRUN a \\\n  b\n\nfrom build\nRUN c\nFROM scratch as last\n# comment\nCOPY a b\n',
    );
    expect(stages).toEqual([
      ['build', 'debian:13', null, '1-3'],
      [null, '#0', null, '5-6'],
      ['last', 'scratch', null, '7-9'],
    ]);
    expect(errors).toEqual([]);
  });

  it('take what others and images have', () => {
    const { edges, errors } = read(
      [
        'FROM debian AS a',
        'FROM a AS b',
        'COPY --from=A x y',
        'COPY --from=0 x y',
        'COPY --from=nginx:1.26 x y',
        'RUN --mount=type=bind,from=a,target=/a --mount=type=cache,target=/c --mount=from=example.org/i,target=/i z',
        'COPY x y',
        'ONBUILD COPY --from=nowhere x y',
      ].join('\n'),
    );
    expect(edges).toEqual([
      '0 base debian debian',
      '1 base #0 a',
      '1 copy #0 A',
      '1 copy #0 0',
      '1 copy nginx:1.26 nginx:1.26',
      '1 mount #0 type=bind,from=a,target=/a',
      '1 mount example.org/i from=example.org/i,target=/i',
    ]);
    expect(errors).toEqual([]);
  });

  it('of the same name hide those before', () => {
    const { edges } = read('FROM a AS x\nFROM b AS x\nFROM x\nCOPY --from=x a b\n');
    expect(edges.slice(2)).toEqual(['2 base #1 x', '2 copy #1 x']);
  });
});

describe('variables of FROM', () => {
  it('are the ARGs before it, and those of the platforms', () => {
    const text =
      'ARG NAME=debian\nARG TAG=${NAME#deb}-1\nFROM --platform=$BUILDPLATFORM $NAME:$TAG\nARG TAG=x\nFROM $NAME:$TARGETARCH\n';
    const options = { buildPlatform: 'linux/arm64', targetPlatform: 'linux/amd64' };
    expect(read(text, options).stages.map((stage) => stage.slice(1, 3))).toEqual([
      ['debian:ian-1', 'linux/arm64'],
      ['debian:amd64', null],
    ]);
  });

  it('have the values that the build was told', () => {
    const buildArgs = new Map([
      ['TAG', '12'],
      ['OTHER', 'x'],
    ]);
    expect(read('ARG TAG=13\nARG FULL=debian:$TAG\nFROM $FULL$OTHER\n', { buildArgs }).stages[0]?.[1]).toBe(
      'debian:12',
    );
  });
});

describe('what is wrong', () => {
  it.each([
    ['FROM\n', '1:5 FROM requires either one or three arguments'],
    ['FROM a b\n', '1:6 FROM requires either one or three arguments'],
    ['FROM a AS 1b\n', '1:11 invalid name for build stage: "1b", name can\'t start with a number or contain symbols'],
    ['FROM $A\n', '1:6 base name ($A) should not be blank'],
    ['FROM a:$A\n', '1:6 "a:" is no name of an image: the tag is wrong'],
    ['FROM ${A:1}\n', '1:6 unsupported modifier (:1) in substitution'],
    ['ARG A=${B^}\nFROM a\n', '1:5 unsupported modifier (^) in substitution'],
    ['FROM a\nCOPY --from=3 a b\n', '2:6 invalid stage index "3"'],
    ['FROM a\nARG B\nCOPY --from=$B a b\n', '3:6 no variables are expanded in from'],
    ['FROM a\nRUN --mount=from=$B,target=/a b\n', '2:5 no variables are expanded in from'],
    ['FROM a AS x\nCOPY --from=x a b\n', '2:13 circular dependency detected on stage: "x"'],
    ['FROM a AS x\nCOPY --from=y a b\nFROM b AS y\n', '2:13 stage "y" needs to be defined before it is taken from'],
  ])('%j', (text, error) => {
    expect(read(text).errors[0]).toBe(error);
  });

  it('circles are told from stages that only come too late', () => {
    const text =
      'FROM a AS one\nCOPY --from=two a b\nFROM a AS two\nCOPY --from=one a b\nFROM a AS three\nCOPY --from=four a b\nFROM a AS four\n';
    expect(read(text).errors).toEqual([
      '2:13 circular dependency detected on stage: "two"',
      '6:13 stage "four" needs to be defined before it is taken from',
    ]);
  });
});
