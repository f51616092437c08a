import { expect, test } from 'vitest';
import { inZone } from './clock.js';

test('tells the time elsewhere', () => {
  expect(inZone(new Date('2026-01-15T12:00:00Z'), 'Europe/Madrid')).toContain('13:00');
});
