import { expect, it } from 'vitest';
import { formatMode, octalMode } from './mode.ts';

it.each([
  [0o755, 'directory', 'drwxr-xr-x'],
  [0o644, 'file', '-rw-r--r--'],
  [0o4755, 'file', '-rwsr-xr-x'],
  [0o2640, 'file', '-rw-r-S---'],
  [0o1777, 'directory', 'drwxrwxrwt'],
  [0o1770, 'directory', 'drwxrwx--T'],
  [0o777, 'symlink', 'lrwxrwxrwx'],
  [0o660, 'block-device', 'brw-rw----'],
] as const)('writes %o of a %s as %s', (mode, type, text) => {
  expect(formatMode(mode, type)).toBe(text);
});

it('writes octal modes with four digits', () => {
  expect(octalMode(0o755)).toBe('0755');
  expect(octalMode(0o4755)).toBe('4755');
});
