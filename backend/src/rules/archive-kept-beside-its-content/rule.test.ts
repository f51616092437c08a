import { expect, it } from 'vitest';
import { sized } from '../../../testing/found-waste.ts';
import { madeParts } from '../../../testing/rewriting.ts';
import { type Entry, file } from '../../../testing/tar-writer.ts';
import { compose } from '../../rewrite/compose.ts';
import { bytesKeptByLowerLayer } from '../bytes-kept-by-lower-layer/rule.ts';
import { archiveKeptBesideItsContent } from './rule.ts';

const shell = file('bin/sh', '');
const curl = [file('usr/bin/curl', 'x'), file('etc/ssl/certs/ca-certificates.crt', 'x')];

/** Lines behind FROM, each with a layer of its own. */
async function rewritten(lines: readonly string[], layers: readonly Entry[][], base: readonly Entry[] = [shell]) {
  const parts = await madeParts({
    dockerfile: ['FROM debian:13', ...lines, ''].join('\n'),
    layers: [base, ...layers],
    ownFrom: 1,
    layersOfLines: Object.fromEntries(lines.map((_, i) => [i + 2, [i + 1]])),
  });
  const { draft, taken, skipped } = compose([archiveKeptBesideItsContent, bytesKeptByLowerLayer], parts, new Set());
  const files = taken.flatMap(({ effects }) =>
    effects.flatMap((one) => (one.kind === 'removes' ? [...one.files] : [])),
  );
  return {
    lines: draft.text.trimEnd().split('\n').slice(1),
    removed: files.length,
    why: skipped.map(({ why }) => why).join(),
    evidence: taken.flatMap(({ evidence }) => evidence),
  };
}

it('removes a download that the image still has, whatever its variables were', async () => {
  const { lines, removed, evidence } = await rewritten(
    ['ARG V=2', 'RUN wget https://example.org/t-$V.tgz && tar xzf t-$V.tgz'],
    [[], [sized('t-2.tgz', 100_000), file('t/x', 'x')]],
  );
  expect(lines[1]).toBe('RUN wget https://example.org/t-$V.tgz && tar xzf t-$V.tgz && rm t-$V.tgz');
  expect(removed).toBe(1);
  expect(evidence).toEqual(['line 3 unpacks t-$V.tgz, and nothing removes it, 100 kB']);
});

it.each([[[sized('t.tgz', 2000), file('t/x', 'x')]], [[file('t/x', 'x')]]])(
  'is silent where the image has none that is worth telling',
  async (layer) => {
    const line = 'RUN wget https://example.org/t.tgz && tar xzf t.tgz';
    expect(await rewritten([line], [layer])).toMatchObject({ lines: [line], why: '' });
  },
);

it('joins the RUN that downloads and the one that unpacks', async () => {
  const { lines, removed } = await rewritten(
    ['RUN wget https://example.org/t.tgz', 'RUN tar xzf t.tgz'],
    [[sized('t.tgz', 100_000)], [file('t/x', 'x')]],
    [shell],
  );
  expect(lines).toEqual(['RUN wget https://example.org/t.tgz && tar xzf t.tgz && rm t.tgz']);
  expect(removed).toBe(1);
});

it('mounts what is copied, and counts it though it was removed later', async () => {
  const { lines, removed } = await rewritten(
    ['COPY t.tgz /tmp/', 'RUN tar xzf /tmp/t.tgz', 'RUN rm /tmp/t.tgz'],
    [[sized('tmp/t.tgz', 100_000)], [file('t/x', 'x')], [file('tmp/.wh.t.tgz', '')]],
  );
  expect(lines).toEqual(['RUN --mount=type=bind,source=t.tgz,target=/tmp/t.tgz tar xzf /tmp/t.tgz']);
  expect(removed).toBe(1);
});

const added = ['ADD https://example.org/t.tgz /tmp/', 'RUN tar xzf /tmp/t.tgz -C /opt'];
const layers = [[sized('tmp/t.tgz', 100_000)], [file('opt/x', 'x')]];

it('fetches by curl what ADD brings from the web, where there surely is curl', async () => {
  const { lines, removed } = await rewritten(added, layers, [shell, ...curl]);
  expect(lines).toEqual([
    'RUN curl -fsSLo /tmp/t.tgz https://example.org/t.tgz && tar xzf /tmp/t.tgz -C /opt && rm /tmp/t.tgz',
  ]);
  expect(removed).toBe(1);
  const again = await rewritten(
    [added[0] ?? '', 'RUN tar xzf /tmp/t.tgz -C /opt && rm /tmp/t.tgz'],
    [layers[0] ?? [], [file('opt/x', 'x'), file('tmp/.wh.t.tgz', '')]],
    [shell, ...curl],
  );
  expect(again.lines).toEqual(lines);
});

it('says why ADD is kept', async () => {
  expect((await rewritten(added, layers)).why).toContain('there is no curl in the image then');
  const checked = ['ADD --checksum=sha256:1 https://example.org/t.tgz /tmp/', added[1] ?? ''];
  expect((await rewritten(checked, layers, [shell, ...curl])).why).toContain('its options have no counterpart');
  const loose = [added[0] ?? '', 'RUN tar xzf /tmp/t.tgz; ./more'];
  expect((await rewritten(loose, layers, [shell, ...curl])).why).toContain('go on where one fails');
});
