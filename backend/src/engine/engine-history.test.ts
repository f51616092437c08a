import { expect, test } from 'vitest';
import { alignEngineHistory, type EngineHistory, engineHistorySchema } from './engine-history.ts';

const line = (CreatedBy: string, Size: number, Comment = 'buildkit.dockerfile.v0') => ({ CreatedBy, Size, Comment });
const newestFirst = (...lines: EngineHistory): EngineHistory => lines.toReversed();

test('lines with bytes are the layers where there are as many', () => {
  const history = newestFirst(line('ADD base', 5), line('ENV A=b', 0), line('RUN make', 7), line('CMD ["x"]', 0));
  expect(alignEngineHistory(history, 2)).toEqual(['ADD base', 'RUN make']);
});

test('a step that stored nothing is a layer where the count says so', () => {
  const history = newestFirst(line('ADD base', 5), line('RUN rm /x # buildkit', 0), line('ENTRYPOINT ["x"]', 0));
  expect(alignEngineHistory(history, 2)).toEqual(['ADD base', 'RUN rm /x # buildkit']);
  expect(alignEngineHistory(history, 1)).toEqual(['ADD base']);
});

test('metadata of the classic builder is no layer', () => {
  const history = newestFirst(line('/bin/sh -c #(nop) ADD file:1 in / ', 5), line('/bin/sh -c #(nop)  CMD ["sh"]', 0));
  expect(alignEngineHistory(history, 1)).toEqual(['/bin/sh -c #(nop) ADD file:1 in / ']);
});

test('so it is behind a SHELL of its own', () => {
  const shell = '/bin/bash -o pipefail -c';
  const history = newestFirst(line('ADD base', 5), line(`${shell} #(nop)  USER me`, 0), line(`${shell} touch /x`, 0));
  expect(alignEngineHistory(history, 2)).toEqual(['ADD base', `${shell} touch /x`]);
});

test('an image without history has no lines', () => {
  expect(engineHistorySchema.parse(null)).toEqual([]);
});

test('where some empty steps are layers and some are not, no line is sure', () => {
  const history = newestFirst(line('ADD base', 5), line('RUN true', 0), line('RUN rm /x', 0));
  expect(alignEngineHistory(history, 2)).toEqual([null, null]);
});
