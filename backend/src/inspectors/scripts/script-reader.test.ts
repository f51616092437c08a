import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { file } from '../../../testing/tar-writer.ts';
import { type Script, scriptReader } from './script-reader.ts';

function read(path: string, content: string, mode = 0o755): Script | null {
  const image = inspectedImage({ layers: [[file(path, content, { mode })]] });
  const reading = image.reading(scriptReader, image.tree.at(path));
  return reading?.state === 'read' ? reading.value : null;
}

it.each([
  ['#!/bin/sh\nexit\n', '/bin/sh', null],
  ['#! /usr/bin/env  node --flag \n', '/usr/bin/env', 'node --flag'],
  ['#!/usr/bin/python3', '/usr/bin/python3', null],
  ['#!/bin/sh\r\n', '/bin/sh\r', null],
  ['#!\n', null, null],
  [`#!/${'x'.repeat(300)}`, `/${'x'.repeat(253)}`, null],
])('reads the first line as the kernel does: %j', (content, interpreter, argument) => {
  expect(read('app/run', content)).toMatchObject({ interpreter, argument });
});

it('keeps the text of what an image may be made for, and only the first line of others', () => {
  const content = '#!/bin/sh\nexec app\n';
  const keeps = (path: string, mode?: number) => read(path, content, mode)?.text === content;
  expect(
    ['entry.sh', 'app/run', 'usr/local/bin/tool', 'usr/bin/docker-entrypoint', 'home/me/x'].filter(
      (path) => !keeps(path),
    ),
  ).toEqual([]);
  expect(
    ['usr/bin/tool', 'bin/x', 'app/node_modules/x/start', 'usr/share/x/run', 'usr/lib/git/x'].filter((path) =>
      keeps(path),
    ),
  ).toEqual([]);
  expect(read('usr/bin/tool', content)).toEqual({ interpreter: '/bin/sh', argument: null, text: null });
});

it('reads what may not be executed only where a shell may be given it', () => {
  expect(read('usr/share/x/tool', '#!/bin/sh\n', 0o644)).toBeNull();
  expect(read('app/tool', '#!/bin/sh\n', 0o644)?.interpreter).toBe('/bin/sh');
  expect(read('app/setup.sh', 'exec app\n', 0o644)).toEqual({ interpreter: null, argument: null, text: 'exec app\n' });
  expect(read('app/text', 'exec app\n')).toBeNull();
});

it('keeps no more than the start of a large one', () => {
  expect(read('app/run', `#!/bin/sh\n${'x'.repeat(100_000)}`)?.text).toHaveLength(64 << 10);
});
