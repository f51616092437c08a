import { expect, test } from 'vitest';
import { imageHistory, lineOf } from '../../../testing/histories.ts';
import type { HistoryLine } from './history-line.ts';
import { dockerfileFromHistory, type HistoryEvidence } from './recover-from-history.ts';

const base = [lineOf('+base rootfs'), lineOf('ENV PATH=/bin'), lineOf('CMD ["bash"]')];
const own = [lineOf('ENV A=1'), lineOf('+RUN /bin/sh -c make # buildkit')];
const known = { name: 'debian:13', digest: 'sha256:d', layers: 1 };

function written(lines: readonly HistoryLine[], more: Partial<HistoryEvidence> = {}) {
  const history = imageHistory(lines);
  const found = dockerfileFromHistory({
    image: {
      digests: [],
      platform: 'linux/amd64',
      layers: history.ofLayers.map((_, i) => ({ diffId: `sha256:${i}`, digest: null })),
      history,
    },
    config: { env: [], labels: {}, shell: null, onbuild: [] },
    base: known,
    baseHistory: base,
    rejected: [],
    ...more,
  });
  return 'why' in found ? found.why : found;
}

test('lines that the base has too are the base’s', () => {
  expect(written([...base, ...own])).toMatchObject({
    text: 'FROM debian:13\nENV A=1\nRUN make\n',
    baseImages: [{ name: 'debian:13', digest: 'sha256:d', line: 1 }],
    lines: { layers: [{ kind: 'base' }, { kind: 'instruction', startLine: 3 }] },
  });
});

test('where the base’s own history is not at hand, those up to its last layer are', () => {
  const found = written([...base, ...own], { baseHistory: null });
  expect(found).toMatchObject({ text: 'FROM debian:13\nENV PATH=/bin\nCMD ["bash"]\nENV A=1\nRUN make\n' });
});

test('the history of another image is not taken for the base’s', () => {
  const found = written([...base, ...own], { baseHistory: [lineOf('+other'), ...base.slice(1)] });
  expect(found).toMatchObject({ text: expect.stringContaining('CMD ["bash"]') });
});

test.each([
  ['has no name', null],
  ['has one that would mean something else', 'debian\nRUN evil'],
  ['has one with an option', '--platform=x debian'],
])('a base that %s is not named', (_, name) => {
  expect(written([...base, ...own], { base: { ...known, name } })).toMatchObject({
    text: expect.stringMatching(
      /^# What FROM named is lost, and its 1 layers are here under no name\.\nFROM scratch\nENV/,
    ),
  });
});

test('an image built from scratch says so', () => {
  const scratch = { name: 'scratch', digest: null, layers: 0 };
  const found = written([lineOf('+COPY a / # buildkit')], { base: scratch, baseHistory: null });
  expect(found).toMatchObject({ text: 'FROM scratch\nCOPY a /\n', baseImages: [] });
});

test('an endless history is not written out', () => {
  expect(written(Array.from({ length: 6000 }, () => lineOf('ENV A=1')))).toContain('too long');
  expect(written([lineOf(`RUN ${'x'.repeat(3_000_000)}`)])).toContain('too long');
  expect(written([])).toContain('no history');
});
