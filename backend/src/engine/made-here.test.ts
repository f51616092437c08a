import { expect, it } from 'vitest';
import { leftBehind, type MadeThing } from './made-here.ts';

it('what is left behind is one’s own, or old', () => {
  const hour = 3_600_000;
  const now = 100 * hour;
  const thing = (owner: string, startedAt: number): MadeThing => ({
    kind: 'volume',
    name: `${owner} ${(now - startedAt) / hour}`,
    maker: { owner, startedAt, verification: 'v' },
  });
  const things = [thing('service', now), thing('cli-7', now - hour), thing('cli-7', now - 20 * hour)];
  expect(leftBehind(things, 'service', now).map(({ name }) => name)).toEqual(['service 0', 'cli-7 20']);
});
