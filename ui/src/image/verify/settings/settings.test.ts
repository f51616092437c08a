import { runSettingsSchema } from '@aligera/backend/src/verify/run/settings.ts';
import { expect, it } from 'vitest';
import { readSettings } from './read-settings.ts';
import { isUsual, readKept, usualSettings, type WrittenSettings, withSettings } from './written-settings.ts';

const written = (some: Partial<WrittenSettings>): WrittenSettings => ({ ...usualSettings, ...some });

it('asks for what the service does anyway where nothing is said', () => {
  const { run, errors } = readSettings(usualSettings);
  expect(errors).toEqual({});
  expect(runSettingsSchema.parse(run)).toEqual(runSettingsSchema.parse({}));
});

it('asks for what was written, in a form that the service takes', () => {
  const { run, errors, buildMinutes } = readSettings(
    written({
      env: [
        { name: 'TOKEN', value: 'a=b' },
        { name: '', value: '' },
      ],
      entrypoint: '["/bin/app"]',
      args: 'serve --now',
      ports: '80, 8080 80',
      requests: '/books\n\npost /books?x=1\n',
      testCommand: 'app check',
      files: '/data\n/etc/app.conf',
      network: 'open',
      memoryMebibytes: '256',
      cpus: '0.5',
      buildMinutes: '5',
    }),
  );
  expect(errors).toEqual({});
  expect(buildMinutes).toBe(5);
  expect(runSettingsSchema.parse(run)).toMatchObject({
    env: { TOKEN: 'a=b' },
    entrypoint: ['/bin/app'],
    args: ['serve', '--now'],
    ports: [80, 8080],
    requests: [
      { method: 'GET', path: '/books' },
      { method: 'POST', path: '/books?x=1' },
    ],
    testCommand: ['app', 'check'],
    files: ['/data', '/etc/app.conf'],
    network: 'open',
    memoryBytes: 256 * 2 ** 20,
    cpus: 0.5,
  });
});

it.each<[keyof WrittenSettings, Partial<WrittenSettings>]>([
  ['env', { env: [{ name: 'A', value: null }] }],
  ['env', { env: [{ name: 'A=B', value: '' }] }],
  ['env', { env: [{ name: '', value: 'lost' }] }],
  ['env', { env: [1, 2].map(() => ({ name: 'A', value: '' })) }],
  ['args', { args: '"open' }],
  ['ports', { ports: '0' }],
  ['ports', { ports: 'http' }],
  ['requests', { requests: 'books' }],
  ['requests', { requests: 'FETCH /books' }],
  ['files', { files: 'data' }],
  ['memoryMebibytes', { memoryMebibytes: '1.5' }],
  ['memoryMebibytes', { memoryMebibytes: '' }],
  ['cpus', { cpus: '0' }],
  ['secondsToStart', { secondsToStart: '601' }],
  ['buildMinutes', { buildMinutes: 'long' }],
])('says what is wrong with %s in %j', (field, some) => {
  expect(Object.keys(readSettings(written(some)).errors)).toEqual([field]);
});

it('keeps what was written for an image, but no value of a variable', () => {
  const set = written({ args: 'serve', env: [{ name: 'TOKEN', value: 'secret' }] });
  const kept = withSettings([], 'one', set);
  expect(JSON.stringify(kept)).not.toContain('secret');
  const [read] = readKept(JSON.parse(JSON.stringify(kept)));
  expect(read?.written).toEqual({ ...set, env: [{ name: 'TOKEN', value: null }] });
});

it('forgets what is as usual, and all but the last twenty', () => {
  let kept = withSettings([], 'usual', usualSettings);
  expect(kept).toEqual([]);
  for (let i = 0; i < 30; i += 1) kept = withSettings(kept, `image ${i}`, written({ args: String(i) }));
  expect(kept.map(({ analysis }) => analysis).slice(0, 2)).toEqual(['image 29', 'image 28']);
  expect(kept).toHaveLength(20);
});

it('takes what it can of what is damaged', () => {
  const damaged = [{ analysis: 'a', written: { args: 3, network: 'odd', env: [{ name: 'A' }, 'B'] } }, null, {}];
  const [read] = readKept(damaged);
  expect(read?.written).toEqual(written({ env: [{ name: 'A', value: null }] }));
  expect(isUsual(read?.written ?? usualSettings)).toBe(false);
});
