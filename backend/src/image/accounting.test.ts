import { describe, expect, it } from 'vitest';
import { modelOf } from '../../testing/model-of.ts';
import { dir, type Entry, file, hardlink, opaque, symlink, whiteout } from '../../testing/tar-writer.ts';
import { duplicatesAnswer, reclaimableFile } from './reclaimable.ts';

function accountOf(...layers: Entry[][]) {
  const model = modelOf(layers);
  const { accounting } = model;
  return {
    stored: accounting.storedBytes,
    live: accounting.liveBytes,
    reclaimable: Array.from(accounting.reclaimable, (entry) => {
      const { path, bytes, storedIn, supersededIn, cause } = reclaimableFile(model, entry);
      return `${path} ${bytes} ${storedIn}→${supersededIn} ${cause}`;
    }).sort(),
    duplicateBytes: accounting.duplicateBytes,
    byLayer: accounting.layers.map((layer) => [layer.storedBytes, layer.reclaimableBytes, layer.fileCount]),
  };
}

describe('accounting', () => {
  it('charges a deleted file to the layer that stored it and the one that deleted it', () => {
    const account = accountOf([file('a', 'twelve bytes')], [file('b', '12')], [whiteout('a')]);
    expect(account).toMatchObject({ stored: 14, live: 2, reclaimable: ['/a 12 0→2 deleted'] });
    expect(account.byLayer).toEqual([
      [12, 12, 1],
      [2, 0, 1],
      [0, 0, 0],
    ]);
  });

  it('counts all files of a deleted folder', () => {
    const account = accountOf([file('d/a', '1'), file('d/e/b', '22'), file('f', '333')], [whiteout('d')]);
    expect(account.reclaimable).toEqual(['/d/a 1 0→1 deleted', '/d/e/b 2 0→1 deleted']);
    expect(account.live).toBe(3);
  });

  it('tells changed content from the same content stored again', () => {
    const account = accountOf(
      [file('same', 'content'), file('other', 'content')],
      [file('same', 'content', { mode: 0o600 }), file('other', 'CONTENT')],
    );
    expect(account.reclaimable).toEqual(['/other 7 0→1 overwritten', '/same 7 0→1 metadata-only']);
  });

  it('calls a file moved that is deleted and stored under another name by the same layer', () => {
    const account = accountOf([file('a', 'content')], [whiteout('a'), file('b/a', 'content')]);
    expect(account.reclaimable).toEqual(['/a 7 0→1 moved']);
    expect(accountOf([file('a', 'content')], [whiteout('a')], [file('b', 'content')]).reclaimable).toEqual([
      '/a 7 0→1 deleted',
    ]);
  });

  it('hides only lower layers behind an opaque marker, wherever it stands in the tar', () => {
    const account = accountOf([file('d/old', '1234')], [file('d/new', '12'), opaque('d')]);
    expect(account).toMatchObject({ stored: 6, live: 2, reclaimable: ['/d/old 4 0→1 deleted'] });
  });

  it('hides only lower layers behind a whiteout, wherever it stands in the tar', () => {
    const account = accountOf([file('x', '1234')], [file('x', '12'), whiteout('x')]);
    expect(account).toMatchObject({ stored: 6, live: 2, reclaimable: ['/x 4 0→1 overwritten'] });
  });

  it('tells by what the layer stores at a path why the old went, also where a marker hid it', () => {
    const below = [file('d/same', '1234'), file('d/other', '1234'), file('d/gone', '12345')];
    const above = [opaque('d'), file('d/same', '1234', { uid: 1 }), file('d/other', '12')];
    expect(accountOf(below, above).reclaimable).toEqual([
      '/d/gone 5 0→1 deleted',
      '/d/other 4 0→1 overwritten',
      '/d/same 4 0→1 metadata-only',
    ]);
  });

  it('replaces a folder and all below it by a file, and merges folders', () => {
    expect(accountOf([file('d/a', '1')], [file('d', '22')])).toMatchObject({
      live: 2,
      reclaimable: ['/d/a 1 0→1 deleted'],
    });
    expect(accountOf([file('d/a', '1')], [dir('d', { mode: 0o700 }), file('d/b', '22')])).toMatchObject({ live: 3 });
    expect(accountOf([file('d', '1')], [dir('d')])).toMatchObject({ live: 0, reclaimable: ['/d 1 0→1 overwritten'] });
    expect(accountOf([file('d', '1')], [file('d/e', '22')])).toMatchObject({
      live: 2,
      reclaimable: ['/d 1 0→1 overwritten'],
    });
    expect(accountOf([file('d', '1')], [symlink('d', '/e')])).toMatchObject({ reclaimable: ['/d 1 0→1 overwritten'] });
  });

  it('keeps bytes live as long as one hardlink to them lives', () => {
    const layer = [file('a', '12345'), hardlink('b', 'a')];
    expect(accountOf(layer, [whiteout('a')])).toMatchObject({ stored: 5, live: 5, reclaimable: [] });
    expect(accountOf(layer, [whiteout('a')], [whiteout('b')])).toMatchObject({
      live: 0,
      reclaimable: ['/a 5 0→2 deleted'],
    });
  });

  it('finds the bytes of a hardlink into a lower layer, also when its target goes in the same layer', () => {
    expect(accountOf([file('a', '12345')], [hardlink('b', 'a')])).toMatchObject({ stored: 5, live: 5 });
    const moved = accountOf([file('a', '12345')], [whiteout('a'), hardlink('b', 'a')]);
    expect(moved).toMatchObject({ stored: 5, live: 5, reclaimable: [] });
  });

  it('gives a hardlink without a target no bytes', () => {
    expect(accountOf([hardlink('a', 'nowhere')])).toMatchObject({ stored: 0, live: 0 });
  });

  it('takes the last entry of a path in a layer, and does not count what it replaced', () => {
    expect(accountOf([file('a', '12345'), file('a', '12')])).toMatchObject({ stored: 2, live: 2, reclaimable: [] });
    expect(accountOf([file('a', '12345'), hardlink('b', 'a'), file('a', '12')])).toMatchObject({ stored: 7, live: 7 });
    expect(accountOf([file('a/b', '12345'), file('a', '1'), file('a/c', '12')])).toMatchObject({ stored: 2 });
  });

  it('calls a hardlinked file whose content is stored again with other attributes metadata-only', () => {
    const layer = [file('a', '12345'), hardlink('b', 'a')];
    const again = [file('a', '12345', { uid: 1 }), hardlink('b', 'a', { uid: 1 })];
    expect(accountOf(layer, again)).toMatchObject({ stored: 10, live: 5, reclaimable: ['/a 5 0→1 metadata-only'] });
  });

  it('counts duplicates of live content by inode, beside reclaimable', () => {
    const account = accountOf(
      [file('a', 'xyz'), file('b', 'xyz'), hardlink('c', 'a'), file('d', 'xyz')],
      [whiteout('d')],
    );
    expect(account.duplicateBytes).toBe(3);
    expect(account.reclaimable).toEqual(['/d 3 0→1 deleted']);
  });

  it('tells where a duplicate stands, largest first, in pages', () => {
    const model = modelOf([
      [
        file('a', 'xyz'),
        file('b', 'xyz'),
        hardlink('c', 'a'),
        file('d', '12345'),
        file('e', '12345'),
        file('f', 'one'),
      ],
    ]);
    expect(duplicatesAnswer(model, 0, 10)).toEqual({
      groups: [
        { size: 5, copies: 2, bytes: 5, paths: ['/d', '/e'] },
        { size: 3, copies: 2, bytes: 3, paths: ['/a', '/b'] },
      ],
      offset: 0,
      total: 2,
    });
    expect(duplicatesAnswer(model, 1, 10).groups).toMatchObject([{ paths: ['/a', '/b'] }]);
  });

  it('cleans paths as rooted ones', () => {
    expect(accountOf([file('./a//b/../c', '1')], [whiteout('../../a/c')])).toMatchObject({
      reclaimable: ['/a/c 1 0→1 deleted'],
    });
  });

  it('is efficient where nothing is stored', () => {
    const { accounting } = modelOf([[], []]);
    expect(accounting).toMatchObject({ storedBytes: 0, efficiency: 1 });
  });
});
