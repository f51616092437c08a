import { expect, it } from 'vitest';
import { leftBehind, type MadeThing } from './made-here.ts';

it('what is left behind is one’s own, or old', () => {
  const hour = 3_600_000;
  const now = 100 * hour;
  const thing = (owner: string, createdAt: number | null): MadeThing => ({
    kind: 'volume',
    name: `${owner} ${createdAt}`,
    maker: { owner, verification: 'v' },
    createdAt,
  });
  const things = [
    thing('service', now),
    thing('service', null),
    thing('cli-7', now - hour),
    thing('cli-7', now - 20 * hour),
    thing('cli-8', null),
  ];
  expect(leftBehind(things, 'service', now).map(({ name }) => name)).toEqual([
    `service ${now}`,
    'service null',
    `cli-7 ${now - 20 * hour}`,
  ]);
});
