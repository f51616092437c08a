import { expect, it } from 'vitest';
import { orderedOutputs } from './ordered-output.ts';

it('prints the first as it comes, and what comes beside it afterwards, in order', () => {
  const printed: string[] = [];
  const next = orderedOutputs((text) => printed.push(text));
  const [first, second, third] = [next(), next(), next()];
  third.write('3a');
  first.write('1a');
  second.write('2a');
  expect(printed).toEqual(['1a']);
  first.write('1b');
  third.end();
  expect(printed).toEqual(['1a', '1b']);
  first.end();
  expect(printed).toEqual(['1a', '1b', '2a']);
  second.write('2b');
  second.end();
  expect(printed).toEqual(['1a', '1b', '2a', '2b', '3a']);
});
