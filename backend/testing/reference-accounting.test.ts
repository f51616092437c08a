import { expect, test } from 'vitest';
import { accountOfLayers } from './reference-accounting.ts';
import { readLayer } from './reference-reading.ts';
import { dir, type Entry, file, hardlink, opaque, symlink, tarBytes, whiteout } from './tar-writer.ts';

/** Each line: path bytes storedIn→supersededIn cause. */
async function reclaimable(...layers: Entry[][]): Promise<string[]> {
  const account = accountOfLayers(await Promise.all(layers.map((entries) => readLayer(tarBytes(entries)))));
  expect(account.storedBytes).toBe(account.liveBytes + account.reclaimableBytes);
  return account.reclaimable.map(
    ({ path, bytes, storedIn, supersededIn, cause }) => `${path} ${bytes} ${storedIn}→${supersededIn} ${cause}`,
  );
}

test.each<[string, Entry[][], string[]]>([
  ['a deleted file', [[file('a', '12')], [], [whiteout('a')]], ['/a 2 0→2 deleted']],
  [
    'a deleted folder',
    [[file('d/e/a', '12'), file('d/b', '1')], [whiteout('d')]],
    ['/d/b 1 0→1 deleted', '/d/e/a 2 0→1 deleted'],
  ],
  ['a folder made opaque', [[file('d/a', '12')], [file('d/b', '12'), opaque('d')]], ['/d/a 2 0→1 moved']],
  ['a moved file', [[file('a', '12')], [whiteout('a'), file('b', '12')]], ['/a 2 0→1 moved']],
  ['other content', [[file('a', '12')], [file('a', '21')]], ['/a 2 0→1 overwritten']],
  ['the same content', [[file('a', '12')], [file('a', '12', { uid: 1 })]], ['/a 2 0→1 metadata-only']],
  ['the same content, hidden first', [[file('a', '12')], [file('a', '12'), whiteout('a')]], ['/a 2 0→1 metadata-only']],
  ['a file in the place of a folder', [[file('d/a', '12')], [file('d', '3')]], ['/d/a 2 0→1 deleted']],
  ['a symlink in the place of a file', [[file('a', '12')], [symlink('a', 'b')]], ['/a 2 0→1 overwritten']],
  ['an entry below a file', [[file('a', '12')], [file('a/b', '3')]], ['/a 2 0→1 overwritten']],
  ['a path given twice', [[file('a', '12'), file('a', '345')], [whiteout('a')]], ['/a 3 0→1 deleted']],
  [
    'a path given twice, kept by a link',
    [[file('a', '12'), hardlink('b', 'a'), file('a', '345')], [whiteout('b')]],
    ['/b 2 0→1 deleted'],
  ],
  ['one of two links', [[file('a', '12'), hardlink('b', 'a')], [whiteout('a')]], []],
  [
    'both links, one after the other',
    [[file('a', '12'), hardlink('b', 'a')], [whiteout('a')], [file('b', '3')]],
    ['/a 2 0→2 overwritten'],
  ],
  ['a link into a lower layer', [[file('a', '12')], [hardlink('b', 'a'), whiteout('a')]], []],
  ['a marker for its own layer', [[file('a', '12'), whiteout('a'), opaque('.')]], []],
  ['a name that starts alike', [[file('d/a', '12'), file('d2/a', '12')], [whiteout('d')]], ['/d/a 2 0→1 deleted']],
  ['paths that climb', [[file('../../a', '12')], [dir('d/'), whiteout('d/../a')]], ['/a 2 0→1 deleted']],
  ['empty files', [[file('a', '')], [whiteout('a')]], []],
  [
    'a name that is no UTF-8',
    [[file('\udcff\udc80é', '12')], [whiteout('\udcff\udc80é')]],
    ['/\udcff\udc80é 2 0→1 deleted'],
  ],
])('%s', async (_, layers, expected) => {
  expect(await reclaimable(...layers)).toEqual(expected);
});
