import { expect, it } from 'vitest';
import { files, sized, wasteIn } from '../../../../testing/found-waste.ts';
import { symlink, whiteout } from '../../../../testing/tar-writer.ts';

it('finds package lists of apt, but not its lock', async () => {
  const lists = ['var/lib/apt/lists/deb.example.org_dists_trixie_main_Packages', 'var/lib/apt/lists/partial/x'];
  const { paths, finding } = await wasteIn({ layers: [files(...lists, 'var/lib/apt/lists/lock', 'app/apt/lists/x')] });
  expect(paths).toEqual(new Map([['apt-lists-left-behind', lists.map((path) => `/${path}`)]]));
  expect(finding('apt-lists-left-behind')).toMatchObject({
    group: 'waste',
    confidence: 'certain',
    what: '2 files in /var/lib/apt/lists: package indexes that apt-get update downloaded.',
    bytes: { live: 140_000, reclaimable: 0 },
    fileCount: 2,
  });
});

it('finds lists that a later layer deletes: they are pulled all the same', async () => {
  const { finding } = await wasteIn({
    layers: [files('var/lib/apt/lists/a', 'var/lib/apt/lists/b'), [whiteout('var/lib/apt/lists/a')]],
  });
  expect(finding('apt-lists-left-behind')).toMatchObject({
    bytes: { live: 70_000, reclaimable: 70_000 },
    what: '2 files in /var/lib/apt/lists: package indexes that apt-get update downloaded. 1 of them was deleted or replaced by a later layer, yet is still stored and pulled.',
  });
});

it('says nothing of lists that are too small to matter', async () => {
  const { paths } = await wasteIn({ layers: [[sized('var/lib/apt/lists/InRelease', 60_000)]] });
  expect(paths).toEqual(new Map());
  const inLarge = await wasteIn({ layers: [[sized('var/lib/apt/lists/a', 70_000), sized('srv/data', 90_000_000)]] });
  expect(inLarge.paths).toEqual(new Map());
});

it.each([
  ['apt-cache-left-behind', ['var/cache/apt/pkgcache.bin', 'var/cache/apt/archives/x_1_amd64.deb'], ['etc/apt/x.list']],
  [
    'dpkg-backups-left-behind',
    ['var/lib/dpkg/status-old', 'var/cache/debconf/templates.dat-old'],
    ['var/lib/dpkg/status'],
  ],
  [
    'apk-cache-left-behind',
    ['var/cache/apk/APKINDEX.x.tar.gz', 'etc/apk/cache/busybox-1.apk'],
    ['lib/apk/db/installed'],
  ],
  ['dnf-cache-left-behind', ['var/cache/dnf/base/primary.xml.gz', 'var/cache/yum/x'], ['var/lib/dnf/history.sqlite']],
  ['zypper-cache-left-behind', ['var/cache/zypp/raw/x'], ['var/lib/rpm/rpmdb.sqlite']],
  [
    'pacman-cache-left-behind',
    ['var/cache/pacman/pkg/x.pkg.tar.zst', 'var/lib/pacman/sync/core.db'],
    ['var/lib/pacman/local/x'],
  ],
])('finds %s, but not what the package manager needs', async (rule, waste, kept) => {
  const { paths } = await wasteIn({ layers: [files(...waste, ...kept)] });
  expect(paths).toEqual(new Map([[rule, waste.map((path) => `/${path}`).sort()]]));
});

it('leaves out what a link from elsewhere leads to', async () => {
  const { paths } = await wasteIn({
    layers: [
      [
        ...files('var/cache/apt/used/data', 'var/cache/apt/other'),
        symlink('srv/data', '../opt/there'),
        symlink('opt/there', '/var/cache/apt/used'),
      ],
    ],
  });
  expect(paths).toEqual(new Map([['apt-cache-left-behind', ['/var/cache/apt/other']]]));
});
