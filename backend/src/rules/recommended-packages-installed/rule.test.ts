import { expect, it } from 'vitest';
import { debianLayer } from '../../../testing/debian-layer.ts';
import { rewrittenBy } from '../../../testing/rewriting.ts';
import { file } from '../../../testing/tar-writer.ts';
import { recommendedPackagesInstalled } from './rule.ts';

const made = { ownFrom: 1, layersOfLines: { 2: [1] } };
const base = [file('bin/sh', '')];

it('names what is only recommended, and keeps certificates and what is needed', async () => {
  const { draft, taken } = await rewrittenBy(recommendedPackagesInstalled, {
    ...made,
    dockerfile: 'FROM debian:13\nRUN apt-get install -y tool\n',
    layers: [
      base,
      debianLayer(
        { name: 'tool', depends: 'libtool1' },
        { name: 'libtool1' },
        { name: 'manuals', depends: 'libmanuals' },
        { name: 'libmanuals' },
        { name: 'ca-certificates' },
      ),
    ],
  });
  expect(draft.text).toContain('install -y --no-install-recommends ca-certificates tool\n');
  expect(taken[0]?.evidence[0]).toBe('only recommended: libmanuals, manuals; 200 kB');
});

it('is silent where all is needed, and does nothing where a compiler would be gone that may be used', async () => {
  const needed = await rewrittenBy(recommendedPackagesInstalled, {
    ...made,
    dockerfile: 'FROM debian:13\nRUN apt-get install -y tool\n',
    layers: [base, debianLayer({ name: 'tool', depends: 'libtool1' }, { name: 'libtool1' })],
  });
  expect([...needed.taken, ...needed.skipped]).toEqual([]);
  const compiling = await rewrittenBy(recommendedPackagesInstalled, {
    ...made,
    dockerfile: 'FROM debian:13\nRUN apt-get install -y python3-pip && pip install uwsgi\n',
    layers: [base, debianLayer({ name: 'python3-pip' }, { name: 'build-essential' })],
  });
  expect(compiling.skipped.map(({ why }) => why)).toEqual([
    'build-essential is only recommended, but pip may compile with it',
  ]);
});
