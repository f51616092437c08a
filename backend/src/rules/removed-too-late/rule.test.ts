import { expect, it } from 'vitest';
import { sized } from '../../../testing/found-waste.ts';
import { rewrittenBy } from '../../../testing/rewriting.ts';
import { dir, type Entry, file } from '../../../testing/tar-writer.ts';
import { removedTooLate } from './rule.ts';

const base = [file('bin/sh', '')];
const archive = sized('tmp/tool.tgz', 100_000);
const gone = file('tmp/.wh.tool.tgz', '');

/** Lines behind FROM, each with a layer of its own. */
async function rewritten(lines: readonly string[], layers: readonly Entry[][]) {
  const made = Object.fromEntries(lines.map((_, i) => [i + 2, [i + 1]]));
  const { draft, taken, skipped } = await rewrittenBy(removedTooLate, {
    dockerfile: ['FROM debian:13', ...lines, ''].join('\n'),
    layers: [base, ...layers],
    ownFrom: 1,
    layersOfLines: made,
  });
  return { lines: draft.text.trimEnd().split('\n').slice(1), taken, why: skipped.map(({ why }) => why).join() };
}

it('moves the removal to the RUN that made the files, over lines that do not look at them', async () => {
  const { lines, taken } = await rewritten(
    ['RUN ./fetch /tmp/tool.tgz', 'RUN useradd app', 'COPY b /b', 'RUN rm -f /tmp/tool.tgz && ./more'],
    [[archive], [file('etc/passwd', 'x')], [file('b', 'b')], [gone, file('y', 'y')]],
  );
  expect(lines).toEqual([
    'RUN ./fetch /tmp/tool.tgz && rm -f /tmp/tool.tgz',
    'RUN useradd app',
    'COPY b /b',
    'RUN ./more',
  ]);
  expect(taken[0]?.risk.kind).toBe('review');
  expect(taken[0]?.evidence).toEqual(['1 file, 100 kB']);
});

it('takes patterns, and leaves what other lines made where it is', async () => {
  const { lines } = await rewritten(
    ['RUN ./fetch', 'ENV A=1', 'RUN ./other', 'RUN rm -rf /tmp/*.tgz /var/other'],
    [[archive], [], [dir('var/other'), sized('var/other/x', 200_000)], [gone, file('var/.wh.other', '')]],
  );
  // Nobody knows what ./other looks at.
  expect(lines).toEqual(['RUN ./fetch', 'ENV A=1', 'RUN ./other && rm -rf /var/other', 'RUN rm -rf /tmp/*.tgz']);
});

it('is safe where nothing lies between that stores anything', async () => {
  const { lines, taken } = await rewritten(
    ['RUN ./fetch; ./check', 'ENV A=1', 'RUN rm /tmp/tool.tgz'],
    [[archive], [], [gone]],
  );
  expect(lines).toEqual(['RUN ./fetch; ./check && rm /tmp/tool.tgz', 'ENV A=1']);
  expect(taken[0]?.risk.kind).toBe('safe');
});

it.each([
  'RUN ./install',
  'RUN tar -xzf /tmp/tool.tgz -C /opt',
  'RUN cp -r /tmp /saved',
  'RUN cat $FILES',
  'SHELL ["/bin/bash", "-c"]',
  'WORKDIR /tmp/tool.tgz/x',
])('leaves it where %s is between', async (line) => {
  const lines = ['RUN ./fetch', line, 'RUN rm /tmp/tool.tgz'];
  const result = await rewritten(lines, [[archive], [], [gone]]);
  expect(result.lines).toEqual(lines);
  expect(result.why).toContain('line 3 may need /tmp/tool.tgz');
});

it('leaves it where another user would remove it, or its name begins elsewhere', async () => {
  const user = await rewritten(
    ['USER a', 'RUN ./fetch', 'USER root', 'RUN rm /tmp/tool.tgz'],
    [[], [archive], [], [gone]],
  );
  expect(user.why).toContain('another user removes it');
  const folder = await rewritten(
    ['WORKDIR /tmp', 'RUN ./fetch', 'WORKDIR /', 'RUN rm tmp/tool.tgz'],
    [[], [archive], [], [gone]],
  );
  expect(folder.why).toContain('its name begins in another folder there');
});

it('leaves it where its own RUN looks at the files first, or a layer between has some there', async () => {
  const own = await rewritten(
    ['RUN ./fetch', 'COPY b /b', 'RUN tar -xzf /tmp/tool.tgz && rm /tmp/tool.tgz'],
    [[archive], [file('b', 'b')], [gone]],
  );
  expect(own.why).toContain('what it runs before may need /tmp/tool.tgz');
  const other = await rewritten(
    ['RUN ./fetch', 'COPY b /tmp/', 'RUN rm -rf /tmp/*'],
    [[archive], [file('tmp/b', 'b')], [gone, file('tmp/.wh.b', '')]],
  );
  expect(other.why).toContain('lines between put something into /tmp/*, too');
});

it('is silent where the RUN removes them itself', async () => {
  const { taken, why } = await rewritten(
    ['RUN ./fetch && rm -rf /tmp/*', 'COPY b /b', 'RUN rm -f /tmp/tool.tgz'],
    [[archive], [file('b', 'b')], [gone]],
  );
  expect([taken, why]).toEqual([[], '']);
});
