import { expect, it } from 'vitest';
import { failureList } from './failure-list.ts';

const failure = (number: number, says = 'no') => ({ where: 'a.test.ts', name: `test ${number}`, says });

it('says nothing where nothing failed', () => {
  expect(failureList([{ name: 'unit', failures: [] }])).toBe('');
});

it('names stage, file and test, with the beginning of what was said', () => {
  const says = `\u001b[31mError: expected 1\u001b[0m\n\n${Array.from({ length: 20 }, (_, i) => `at line ${i}`).join('\n')}`;
  const list = failureList([
    { name: 'unit', failures: [] },
    { name: 'engine', failures: [failure(1, says), failure(2, 'x'.repeat(10_000))] },
  ]);
  expect(list.split('\n').slice(0, 4)).toEqual([
    'Failed:',
    '  engine: a.test.ts › test 1',
    '      Error: expected 1',
    '      at line 0',
  ]);
  expect(list).not.toContain('at line 10');
  expect(list.split('\n').at(-1)).toHaveLength(307);
});

it('is bounded where everything failed', () => {
  const failures = Array.from({ length: 3000 }, (_, number) => failure(number));
  const lines = failureList([{ name: 'unit', failures }]).split('\n');
  expect(lines).toHaveLength(1 + 2 * 50 + 1);
  expect(lines.at(-1)).toBe('  and 2950 more');
});
