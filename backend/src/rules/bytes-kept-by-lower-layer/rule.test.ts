import { expect, it } from 'vitest';
import { sized } from '../../../testing/found-waste.ts';
import { rewrittenBy } from '../../../testing/rewriting.ts';
import { file } from '../../../testing/tar-writer.ts';
import { bytesKeptByLowerLayer } from './rule.ts';

const made = {
  dockerfile: 'FROM debian:13\nRUN ./fetch\nRUN ./unpack\nCMD ["x"]\nRUN ./clean\nRUN ./more\n',
  ownFrom: 1,
  layersOfLines: { 2: [1], 3: [2], 5: [3], 6: [4] },
};
const base = [file('bin/sh', '')];

it('joins all RUNs from the one that stores to the one that ends, and no others', async () => {
  const { draft, taken } = await rewrittenBy(bytesKeptByLowerLayer, {
    ...made,
    layers: [base, [sized('data.bin', 100_000)], [file('x', 'x')], [file('.wh.data.bin', '')], [file('y', 'y')]],
  });
  expect(draft.text).toBe('FROM debian:13\nRUN ./fetch && ./unpack && ./clean\nCMD ["x"]\nRUN ./more\n');
  expect(taken[0]?.evidence).toEqual(['/data.bin, 100 kB']);
  const [effect] = taken[0]?.effects ?? [];
  expect(effect?.kind === 'removes' && [...effect.files]).toHaveLength(1);
});

it('is silent where little would be freed', async () => {
  const { taken, skipped } = await rewrittenBy(bytesKeptByLowerLayer, {
    ...made,
    layers: [base, [sized('data.bin', 1000)], [file('x', 'x')], [file('.wh.data.bin', '')], [file('y', 'y')]],
  });
  expect([...taken, ...skipped]).toEqual([]);
});
