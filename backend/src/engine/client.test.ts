import { expect, test } from 'vitest';
import { isApiAtLeast, negotiate } from './client.ts';

test.each([
  ['1.41', '1.41'],
  ['1.47', '1.47'],
  ['1.99', '1.51'],
  ['2.0', '1.51'],
])('an engine that offers %s is spoken to in %s', (offered, spoken) => {
  expect(negotiate(offered)).toBe(spoken);
});

test('an engine that is too old is refused with both versions', () => {
  expect(() => negotiate('1.40')).toThrow('the engine speaks version 1.40 of the API, 1.41 is needed');
});

test.each(['', 'undefined', '1.x'])('what offers %j is no engine', (offered) => {
  expect(() => negotiate(offered)).toThrow('no Docker engine');
});

test('versions are compared by number', () => {
  expect(isApiAtLeast('1.100', '1.47')).toBe(true);
  expect(isApiAtLeast('1.9', '1.47')).toBe(false);
});
