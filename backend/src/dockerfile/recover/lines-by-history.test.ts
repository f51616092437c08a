import { describe, expect, test } from 'vitest';
import { imageHistory, lineOf, manyForms, manyFormsHistories } from '../../../testing/histories.ts';
import { parseDockerfile } from '../parse-dockerfile.ts';
import type { HistoryLine } from './history-line.ts';
import { linesByHistory } from './lines-by-history.ts';
import { stageChain } from './stage-chain.ts';

function compare(text: string, history: Parameters<typeof linesByHistory>[2], target?: string) {
  const file = parseDockerfile(text);
  const chain = stageChain(file, target === undefined ? {} : { target });
  if ('why' in chain) throw new Error(chain.why);
  const { map, ...counts } = linesByHistory(file, chain, history);
  return {
    ...counts,
    mismatch: map.mismatch,
    layers: map.layers.map((origin) => ('startLine' in origin ? origin.startLine : origin.kind)),
    lines: map.instructions
      .filter(({ layers }) => layers.length > 0)
      .map(({ startLine, layers }) => [startLine, ...layers]),
  };
}

const lines = (...all: readonly string[]): HistoryLine[] => all.map((line) => lineOf(line));
const base = ['+base rootfs', 'CMD ["bash"]'];

describe('a Dockerfile with every form agrees with what builders wrote', () => {
  test.each(['buildkit', 'buildkit-20'] as const)('%s', (builder) => {
    const found = compare(manyForms, imageHistory(manyFormsHistories[builder]));
    expect(found.mismatch).toBeNull();
    expect(found.layers).toEqual(['base', 9, 13, 15, 16, 17, 18, 19, 20]);
    expect(found.sure).toBeGreaterThan(18);
  });

  test('the classic builder, which makes no layer for what changes nothing', () => {
    const found = compare(manyForms, imageHistory(manyFormsHistories.classic));
    expect(found.mismatch).toBeNull();
    expect(found.layers).toEqual(['base', 9, 16, 17, 18, 19, 20]);
    expect(found.lines).toEqual([
      [1, 0],
      [9, 1],
      [16, 2],
      [17, 3],
      [18, 4],
      [19, 5],
      [20, 6],
    ]);
  });
});

test('heredocs are what the shell got to see', () => {
  const text = [
    'FROM x',
    'RUN <<EOF',
    'set -e',
    'echo one',
    'EOF',
    'RUN <<-"E1" cat > /two && cat <<E2 > /three',
    '\tquoted $V',
    '\tE1',
    'second',
    'E2',
    'RUN <<EOF',
    '#!/usr/bin/perl',
    'EOF',
    'COPY <<A <<"B" a.txt /six/',
    'A',
    'B',
    '',
  ].join('\n');
  const history = lines(
    ...base,
    '+RUN /bin/sh -c set -e\necho one\n # buildkit',
    '+RUN /bin/sh -c <<-"E1" cat > /two && cat <<E2 > /three\n\tquoted $V\nE1\nsecond\nE2 # buildkit',
    '+RUN /bin/sh -c /dev/pipes/EOF # buildkit',
    '+COPY a.txt <<A <<B /six/ # buildkit',
  );
  expect(compare(text, imageHistory(history))).toMatchObject({ mismatch: null, layers: ['base', 2, 6, 11, 14] });
});

test('stages below the last one count, those that are only copied from do not', () => {
  const text = 'FROM x AS base\nRUN a\nFROM y AS other\nRUN b\nFROM base\nCOPY --from=other /b /b\nENV A=1\n';
  const history = lines(...base, '+RUN /bin/sh -c a # buildkit', '+COPY /b /b # buildkit', 'ENV A=1');
  expect(compare(text, imageHistory(history))).toMatchObject({ mismatch: null, layers: ['base', 2, 6] });
});

test('a stage that was asked for is compared, not the last one', () => {
  const text = 'FROM x AS base\nRUN a\nFROM base\nRUN b\n';
  const history = imageHistory(lines(...base, '+RUN /bin/sh -c a # buildkit'));
  expect(compare(text, history, 'base')).toMatchObject({ mismatch: null, layers: ['base', 2] });
  expect(compare(text, history).mismatch).toMatchObject({ fromLine: 4, toLine: 4 });
});

describe('a Dockerfile that was changed since', () => {
  const text = 'FROM x\nRUN one\nENV A=1\nCOPY two /two\nRUN three\nRUN four\nCMD ["a"]\n';
  const whole = [
    ...base,
    '+RUN /bin/sh -c one # buildkit',
    'ENV A=1',
    '+COPY two /two # buildkit',
    '+RUN /bin/sh -c three # buildkit',
    '+RUN /bin/sh -c four # buildkit',
    'CMD ["a"]',
  ];
  const history = imageHistory(lines(...whole));

  test('agrees as it was', () => {
    expect(compare(text, history)).toMatchObject({ mismatch: null, layers: ['base', 2, 4, 5, 6] });
  });

  test('in the middle does not match there, and says so', () => {
    expect(compare(text.replace('three', 'changed'), history)).toMatchObject({
      mismatch: { fromLine: 5, toLine: 5 },
      layers: ['base', 2, 4, 'unknown', 6],
    });
  });

  test('from some line on', () => {
    const changed = text.replace('RUN three', 'RUN 3').replace('RUN four', 'RUN 4').replace('["a"]', '["b"]');
    expect(compare(changed, history)).toMatchObject({
      mismatch: { fromLine: 5, toLine: 7 },
      layers: ['base', 2, 4, 'unknown', 'unknown'],
    });
  });

  test('by a line more or less', () => {
    expect(compare(text.replace('RUN three\n', 'RUN three\nRUN new\n'), history)).toMatchObject({
      mismatch: { fromLine: 6, toLine: 6 },
      layers: ['base', 2, 4, 5, 7],
    });
    expect(compare(text.replace('RUN three\n', ''), history)).toMatchObject({
      mismatch: { fromLine: 5, toLine: 5 },
      layers: ['base', 2, 4, 'unknown', 5],
    });
  });

  test('from its first line on: the base cannot be told from the rest', () => {
    expect(compare(text.replace('RUN one', 'RUN first'), history)).toMatchObject({
      mismatch: { fromLine: 2, toLine: 2 },
      layers: ['unknown', 'unknown', 4, 5, 6],
    });
  });

  test('and one that has nothing to do with the image', () => {
    expect(compare('FROM y\nRUN make\n', history)).toMatchObject({
      matched: 0,
      mismatch: { fromLine: 2 },
      layers: Array.from({ length: 5 }, () => 'unknown'),
    });
  });
});

test('lines that slipped down onto a base without history are found again', () => {
  const added = (createdBy: string): HistoryLine => ({
    createdBy,
    comment: 'buildkit.exporter.image.v0',
    empty: false,
    created: null,
  });
  const history = {
    lines: [
      ...lines('ENV A=1', '+COPY x /x # buildkit', '+COPY y /y # buildkit', 'CMD ["/x"]'),
      added('created by buildkit'),
      added('[2/3] COPY x /x'),
      added('[3/3] COPY y /y'),
    ],
    // As the engine's part aligns them with the layers.
    ofLayers: [null, null, null, 'COPY x /x # buildkit', 'COPY y /y # buildkit'],
    shell: '/bin/sh -c',
  };
  const text = 'FROM example.org/static\nENV A=1\nCOPY x /x\nCOPY y /y\nCMD ["/x"]\n';
  expect(compare(text, history)).toMatchObject({ mismatch: null, layers: ['base', 'base', 'base', 3, 4] });
});

test('where a layer of a line is not known, none is called the base’s', () => {
  const unsure = lines('RUN /bin/sh -c a # buildkit', 'RUN /bin/sh -c b # buildkit').map((line) => ({
    ...line,
    empty: null,
  }));
  const history = { lines: unsure, ofLayers: [null, null, null], shell: '/bin/sh -c' };
  expect(compare('FROM x\nRUN a\nRUN b\n', history)).toMatchObject({
    mismatch: null,
    layers: ['unknown', 'unknown', 'unknown'],
  });
});

test('texts too long to be compared are given up in bounded time', () => {
  const command = `RUN ${'x '.repeat(20_000)}\n`;
  const history = imageHistory(Array.from({ length: 5_000 }, (_, i) => lineOf(`+RUN /bin/sh -c y${i} # buildkit`)));
  expect(compare(`FROM x\n${command.repeat(10)}`, history).mismatch?.why).toMatch(/too long/);
});

test('a mismatch says what the history has instead, be it one line, several, or nothing', () => {
  const text = 'FROM x\nRUN a\nRUN b\n';
  const why = (...all: readonly string[]) => compare(text, imageHistory(lines(...base, ...all))).mismatch?.why;
  expect(why('+RUN /bin/sh -c a # buildkit')).toBe(
    'it does not match from line 3 on: the image’s history has nothing for it',
  );
  expect(why('+RUN /bin/sh -c a # buildkit', '+RUN /bin/sh -c c # buildkit')).toBe(
    'it does not match from line 3 on: 1 line of the image’s history says otherwise',
  );
});
