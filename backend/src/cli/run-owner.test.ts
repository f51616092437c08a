import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { hasEnded, ownerOfRun } from './run-owner.ts';

it('knows a run whose process has gone from one that is at work, and says nothing of others', async () => {
  const own = ownerOfRun();
  expect(hasEnded(own)).toBe(false);
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'close');
  expect(hasEnded(own.replace(`-${process.pid}-`, `-${child.pid}-`))).toBe(true);
  expect(hasEnded(`command-line-0123456789ab-${child.pid}-abcdef`)).toBe(false);
  expect(hasEnded('service')).toBe(false);
});
