import { describe, expect, it } from 'vitest';
import { askedPaths } from './asked-paths.ts';

const everything = { how: 'everything' };
const nothing = { how: 'nothing' };
const paths = (...named: string[]) => ({ how: 'paths', paths: named });

describe('what a Dockerfile asks for', () => {
  it.each([
    ['FROM a\nCOPY . .', everything],
    ['FROM a\nADD / /x', everything],
    ['FROM a\nCOPY a/.. /x', everything],
    ['FROM a\nRUN make', nothing],
    ['FROM a\nCOPY package*.json ./src/../lib /x/\nADD --chown=1 z /', paths('lib', 'package*.json', 'z')],
    ['FROM a\nCOPY ["a b", "c", "/d"]', paths('a b', 'c')],
    ['FROM a\nCOPY <<EOF x /y\nhi\nEOF\nADD https://example.org/z /z', paths('x')],
    ['FROM a\nCOPY <<EOF /y\nhi\nEOF', nothing],
    [
      'FROM a\nRUN --mount=type=bind,source=go.mod,target=go.mod --mount=src=cmd,target=/x go build',
      paths('cmd', 'go.mod'),
    ],
    ['FROM a\nRUN --mount=target=/src make', everything],
    ['FROM a\nRUN --mount=type=cache,target=/x --mount=type=secret,id=y make', nothing],
    ['FROM a\nCOPY x /x\nRUN --mount=type=tmpfs,target=/t make', everything],
    ['FROM a\nRUN --mount=type=tmpfs,target=/t make', nothing],
    ['ARG D=src\nFROM a\nARG D\nENV E=z\nCOPY $D/$E /', paths('src/z')],
  ])('%j', (text, asked) => {
    expect(askedPaths(text)).toEqual(asked);
  });

  it('is that of the stages which the last one needs', () => {
    const stages = 'FROM a AS one\nCOPY one /\nFROM a AS two\nCOPY two /\nFROM a AS three\nCOPY three /\n';
    expect(askedPaths(`${stages}FROM one\nCOPY --from=two /two /\nCOPY four /`)).toEqual(paths('four', 'one', 'two'));
  });

  it('is everything where ONBUILD of a stage may copy', () => {
    expect(askedPaths('FROM a AS b\nONBUILD COPY . /\nFROM b\nCOPY x /')).toEqual(everything);
  });

  it('is not known where the file does not say', () => {
    expect(askedPaths('RUN x')).toMatchObject({ how: 'unknown' });
    expect(askedPaths(`FROM a\nCOPY ${'$'}{X?missing} /`)).toEqual({ how: 'unknown', why: 'X: missing' });
  });
});

it('goes by the wanted stage and the build arguments, and knows no variables of a base', () => {
  const text = 'FROM a AS one\nARG FROM_DIR=x\nCOPY $FROM_DIR /\nFROM a\nCOPY y /\n';
  const buildArgs = new Map([['FROM_DIR', 'z']]);
  expect(askedPaths(text)).toEqual(paths('y'));
  expect(askedPaths(text, { target: 'one', buildArgs })).toEqual(paths('z'));
  expect(askedPaths(text, { target: 'two' })).toMatchObject({ how: 'unknown' });
  expect(askedPaths('FROM a\nCOPY $DIR/x /')).toMatchObject({ how: 'unknown', why: expect.stringContaining('DIR') });
});
