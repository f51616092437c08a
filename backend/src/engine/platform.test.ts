import { expect, test } from 'vitest';
import { isPlatform, spellPlatform } from './platform.ts';

test.each([
  ['linux/amd64', 'linux/amd64', true],
  ['linux/arm64', 'linux/arm64/v8', true],
  ['linux/arm64/v8', 'linux/arm64', true],
  ['linux/arm/v7', 'linux/arm', true],
  ['linux/arm/v7', 'linux/arm/v6', false],
  ['linux/arm', 'linux/arm/v6', true],
  ['linux/amd64', 'linux/arm64', false],
  ['windows/amd64', 'linux/amd64', false],
])('whether %s takes an image for %s', (wanted, found, does) => {
  expect(isPlatform(wanted, found)).toBe(does);
});

test('a platform is spelled with its variant, if any', () => {
  expect(spellPlatform({ os: 'linux', architecture: 'arm', variant: 'v7' })).toBe('linux/arm/v7');
  expect(spellPlatform({ os: 'linux', architecture: 'amd64', variant: null })).toBe('linux/amd64');
});
