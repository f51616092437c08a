import { expect, it } from 'vitest';
import { files, running, wasteIn } from '../../../../testing/found-waste.ts';
import { symlink } from '../../../../testing/tar-writer.ts';

it('finds documentation, and licences apart from it', async () => {
  const { paths, finding } = await wasteIn({
    layers: [
      files(
        'usr/share/doc/curl/changelog.gz',
        'usr/share/doc/curl/copyright',
        'usr/share/doc/curl/examples/LICENSE',
        'usr/share/doc/zabbix/create.sql.gz',
        'usr/local/share/doc/x.html',
        'app/share/doc/manual.html',
        'app/doc/x',
      ),
    ],
  });
  expect(paths).toEqual(
    new Map([
      ['documentation-installed', ['/usr/local/share/doc/x.html', '/usr/share/doc/curl/changelog.gz']],
      ['licence-texts-installed', ['/usr/share/doc/curl/copyright']],
    ]),
  );
  expect(finding('documentation-installed').confidence).toBe('likely');
  expect(finding('licence-texts-installed')).toMatchObject({ confidence: 'possible', title: 'Licence texts' });
});

it('finds manual pages unless the image is there to show them', async () => {
  const layers = [
    [
      ...files('usr/share/man/man1/ls.1.gz', 'usr/share/info/x.info.gz', 'app/man/x', 'etc/manpath.config'),
      symlink('usr/share/man/man1/vi.1.gz', '/etc/alternatives/vi.1.gz'),
      symlink('etc/alternatives/vi.1.gz', '/usr/share/man/man1/ls.1.gz'),
    ],
  ];
  const waste = ['/usr/share/info/x.info.gz', '/usr/share/man/man1/ls.1.gz'];
  expect((await wasteIn({ layers })).paths).toEqual(new Map([['manual-pages-installed', waste]]));
  expect((await wasteIn({ layers, config: { Cmd: ['man', 'ls'] } })).paths).toEqual(new Map());
});

it('finds translations, but neither English nor the language that the image sets', async () => {
  const layers = [
    files(
      'usr/share/locale/de/LC_MESSAGES/a.mo',
      'usr/share/locale/pt_BR/LC_MESSAGES/a.mo',
      'usr/share/locale/en_GB/LC_MESSAGES/a.mo',
      'usr/share/locale/locale.alias',
      'app/locale/de/LC_MESSAGES/app.mo',
      'usr/lib/python3/dist-packages/x/locale/de/LC_MESSAGES/a.mo',
    ),
  ];
  const found = async (...Env: string[]) =>
    (await wasteIn({ layers, config: { Env } })).paths.get('translations-installed');
  expect(await found()).toEqual(['/usr/share/locale/de/LC_MESSAGES/a.mo', '/usr/share/locale/pt_BR/LC_MESSAGES/a.mo']);
  expect(await found('LANG=C.UTF-8')).toHaveLength(2);
  expect(await found('LANG=de_AT.UTF-8')).toEqual(['/usr/share/locale/pt_BR/LC_MESSAGES/a.mo']);
  expect(await found('LANG=de_DE.UTF-8', 'LC_ALL=pt_PT.UTF-8')).toEqual(['/usr/share/locale/de/LC_MESSAGES/a.mo']);
});

it('finds sources of locales unless the container makes locales', async () => {
  const layers = [
    files('usr/share/i18n/locales/de_DE', 'usr/share/i18n/charmaps/UTF-8.gz', 'usr/share/i18n/SUPPORTED'),
  ];
  const found = async (...command: string[]) =>
    (await wasteIn({ layers, entrypoint: running(command) })).paths.get('locale-sources-installed');
  expect(await found('/app')).toEqual(['/usr/share/i18n/charmaps/UTF-8.gz', '/usr/share/i18n/locales/de_DE']);
  expect(await found('/usr/sbin/locale-gen')).toBeUndefined();
});

it('finds time zones as no more than possible, and not where the image uses one', async () => {
  const zones = [
    'usr/share/zoneinfo/Europe/Berlin',
    'usr/share/zoneinfo/right/Europe/Berlin',
    'usr/share/zoneinfo/UTC',
  ];
  const pytz = 'usr/lib/python3/dist-packages/pytz/zoneinfo/Europe/Berlin';
  const { paths, finding } = await wasteIn({ layers: [files(...zones, pytz)] });
  expect(paths.get('time-zones-installed')).toEqual(zones.slice(0, 2).map((path) => `/${path}`));
  expect(finding('time-zones-installed').confidence).toBe('possible');

  const set = await wasteIn({ layers: [files(...zones)], config: { Env: ['TZ=Europe/Berlin'] } });
  expect(set.paths).toEqual(new Map());
  const linked = [...files(...zones), symlink('etc/localtime', '/usr/share/zoneinfo/Europe/Berlin')];
  expect((await wasteIn({ layers: [linked] })).paths.get('time-zones-installed')).toEqual([
    '/usr/share/zoneinfo/right/Europe/Berlin',
  ]);
});
