import { expect, it } from 'vitest';
import { files, sized, wasteIn } from '../../../testing/found-waste.ts';
import { file, hardlink, whiteout } from '../../../testing/tar-writer.ts';

it('tells what layers store in vain, by what ended it', async () => {
  const { paths, inspection } = await wasteIn({
    layers: [
      files('a/deleted', 'a/replaced', 'a/chowned', 'a/moved', 'a/kept'),
      [
        whiteout('a/deleted'),
        file('a/replaced', 'other'),
        sized('a/chowned', 70_000),
        whiteout('a/moved'),
        sized('b/moved', 70_000, 'a/moved'),
      ],
    ],
  });
  expect(paths).toEqual(
    new Map([
      ['attributes-changed-in-own-layer', ['/a/chowned']],
      ['deleted-in-later-layer', ['/a/deleted']],
      ['moved-in-later-layer', ['/a/moved']],
      ['overwritten-in-later-layer', ['/a/replaced']],
    ]),
  );
  expect(inspection.report.total).toMatchObject({ live: 0, reclaimable: 280_000 });
});

it('finds large files with the same content, and leaves the one in the lowest layer', async () => {
  const megabyte = 1 << 20;
  const { finding, paths } = await wasteIn({
    layers: [
      [sized('app/lib.so', megabyte, 'same'), hardlink('app/linked', 'app/lib.so'), sized('a/small', 1_000, 'same')],
      [sized('opt/lib.so', megabyte, 'same'), sized('srv/lib.so', megabyte, 'same'), sized('srv/small', 1_000, 'same')],
    ],
  });
  expect(paths.get('content-stored-twice')).toEqual(['/opt/lib.so', '/srv/lib.so']);
  expect(finding('content-stored-twice')).toMatchObject({
    group: 'duplicate',
    confidence: 'possible',
    what: '1 file of 1 MiB or more, with 2 copies of the same content at other paths.',
    bytes: { live: 2 * megabyte },
    evidence: [{ path: '/app/lib.so', says: 'the same content as /opt/lib.so, and 1 more copy' }],
  });
});

it('leaves the copy that the image uses', async () => {
  const layers = [[sized('opt/server', 1 << 20, 'same'), sized('srv/server', 1 << 20, 'same')]];
  const { paths } = await wasteIn({ layers, config: { Cmd: ['/srv/server'] } });
  expect(paths.get('content-stored-twice')).toEqual(['/opt/server']);
});
