import { expect, it } from 'vitest';
import { files, wasteIn } from '../../../../testing/found-waste.ts';
import { dir, file } from '../../../../testing/tar-writer.ts';

it('finds archives beside a folder of the same name', async () => {
  const waste = ['opt/tool-1.2.tar.gz', 'root/site.zip', 'usr/src/app/data.tar'];
  const kept = ['opt/other-1.0.tgz', 'app/x.gz', 'app/node_modules/x/fixtures.zip', 'srv/file.zip', 'opt/app.jar'];
  const folders = ['opt/tool-1.2/', 'root/site/', 'usr/src/app/data/', 'app/node_modules/x/fixtures/', 'opt/app/'];
  const { paths, finding } = await wasteIn({
    layers: [[...files(...waste, ...kept), ...folders.map((path) => dir(path)), file('srv/file', '')]],
  });
  expect(paths).toEqual(new Map([['archives-beside-their-content', waste.map((path) => `/${path}`)]]));
  expect(finding('archives-beside-their-content').confidence).toBe('likely');
});

it('is certain of package files of which the very version is installed', async () => {
  const status = 'Package: curl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:8.14.1-2\n\n';
  const { paths, finding } = await wasteIn({
    layers: [
      [
        file('var/lib/dpkg/status', status),
        file('var/lib/dpkg/info/curl.list', '/usr/bin/curl\n'),
        ...files(
          'root/curl_8.14.1-2_amd64.deb',
          'root/curl_1%3a8.14.1-2_amd64.deb',
          'root/curl_8.15.0-1_amd64.deb',
          'root/other_1.0_all.deb',
          'srv/repository/curl_8.14.1-2_amd64.deb',
          'usr/lib/python3.13/ensurepip/_bundled/pip-25.0-py3-none-any.whl',
        ),
        file('srv/repository/Packages', ''),
      ],
    ],
  });
  expect(paths).toEqual(
    new Map([['package-files-kept', ['/root/curl_1%3a8.14.1-2_amd64.deb', '/root/curl_8.14.1-2_amd64.deb']]]),
  );
  expect(finding('package-files-kept').confidence).toBe('certain');
});
